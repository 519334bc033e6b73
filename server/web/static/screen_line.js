// The websocket of a screen and of a kiosk in a browser: taken up again by itself, and at once when it is silent. Old televisions run this, too.

(function (moiso) {
  "use strict";

  const LOOK_MS = 250;
  const SILENCE_MS = 4000; // two ticks of the server did not come
  const FIRST_PAUSE_MS = 250;
  const LONGEST_PAUSE_MS = 5000;
  const SIGN_IN = 4401; // the server's close code for a token that is worth nothing
  const ANEW_MS = 3000;

  // `heard(message)` returns false when something was missed; `up()`: the line is there (again). Returns what says something to the server.
  moiso.listen = function (name, heard, up) {
    const address = location.protocol.replace("http", "ws") + "//" + location.host + "/api/hear?name=" + name;
    let socket = null;
    let heardAtMs = 0;
    let pauseMs = FIRST_PAUSE_MS;

    function open() {
      const mine = new WebSocket(address);
      socket = mine;
      heardAtMs = performance.now();
      mine.onopen = () => { if (mine === socket) up(); };
      mine.onmessage = (event) => {
        if (mine !== socket) return;
        heardAtMs = performance.now();
        pauseMs = FIRST_PAUSE_MS;
        if (!heard(JSON.parse(event.data))) lost();
      };
      mine.onclose = (event) => {
        if (mine !== socket) return;
        if (event.code === SIGN_IN) setTimeout(() => location.reload(), ANEW_MS); // the server leads to where we are let in, and back here
        else lost();
      };
    }

    function lost() {
      const dead = socket;
      socket = null;
      dead.close();
      setTimeout(open, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }

    setInterval(() => { if (socket !== null && performance.now() - heardAtMs > SILENCE_MS) lost(); }, LOOK_MS);
    open();
    return (message) => { if (socket !== null && socket.readyState === 1) socket.send(JSON.stringify(message)); };
  };
}(window.moiso = window.moiso || {}));
