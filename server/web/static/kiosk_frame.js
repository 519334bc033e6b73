// Where things stand on the glass, lying or standing, in CSS pixels, and the office's colours: the same as kiosk/scenes/frame.py and look.py. Pure.
// Fields are sized for a 10 inch panel of any number of dots; on a larger one they are larger.

const PANEL_MM = 254;
const TOUCH_MM = 20;
const GAP_MM = 5;
const KEY_MM = 16; // ten keys beside each other do not fit a 10 inch panel at 20 mm
const KEY_GAP_MM = 2;
const TOUCH_PX = 76; // 20 mm where the browser tells millimetres truly
const GAP_PX = 12;
const READ = 7; // contrast of what is read (WCAG 2.2, 1.4.6)

const share = (value, part, whole) => Math.floor((value * part) / whole);

// { width, height, door, head, body, foot (each { y, h }), touch, gap, unit, lying, answer, take (heights of fields that are answered
// with), keys (height of the keyboard), keyGap }
export function frameOf(width, height) {
  const dotsAMm = Math.hypot(width, height) / PANEL_MM;
  const touch = Math.max(Math.ceil(TOUCH_MM * dotsAMm), TOUCH_PX);
  const gap = Math.max(Math.ceil(GAP_MM * dotsAMm), GAP_PX);
  const unit = Math.max(Math.floor(Math.min(width, height) / 100), 3);
  const lying = width > height;
  const door = { y: 0, h: share(height, lying ? 8 : 7, 100) };
  const foot = { y: height - unit - touch, h: touch };
  const top = lying ? door.h + share(height, 12, 100) : Math.floor(height / 3) + 1;
  const body = { y: top, h: foot.y - gap - top };
  const head = { y: door.h + unit, h: top - door.h - 2 * unit };
  const answer = Math.max(touch, Math.min(share(body.h, 34, 100), share(touch, 7, 5)));
  const take = Math.max(touch, Math.min(share(body.h, 30, 100), share(touch, 7, 5)));
  const keyGap = share(touch, KEY_GAP_MM, TOUCH_MM);
  const keys = Math.min(3 * share(touch, KEY_MM, TOUCH_MM) + 2 * keyGap, body.h - gap - touch);
  return { width, height, door, head, body, foot, touch, gap, unit, lying, answer, take, keys, keyGap };
}

// How many fields stand beside each other, and how large each is.
export function grid(frame, count) {
  const lying = count <= 3 ? count : count === 4 ? 2 : 3;
  const columns = Math.max(frame.lying ? lying : count <= 4 ? 1 : 2, 1);
  const rows = Math.max(Math.ceil(count / columns), 1);
  const width = Math.floor((frame.width - 2 * frame.gap - frame.gap * (columns - 1)) / columns);
  const height = Math.floor((frame.body.h - frame.gap * (rows - 1)) / rows);
  return { columns, rows, badge: Math.min(share(height, 9, 10), share(width, 28, 100)) };
}

function luminance(colour) {
  const parts = colour.map((value) => (value <= 10 ? value / 255 / 12.92 : Math.pow((value / 255 + 0.055) / 1.055, 2.4)));
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
}

// The office's colour, "#rrggbb", darkened until white letters read on it; "" where it has chosen none.
export function deep(colour) {
  if (!/^#[0-9a-f]{6}$/i.test(colour)) return "";
  let made = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  while (1.05 / (luminance(made) + 0.05) < READ) made = made.map((value) => share(value, 9, 10));
  return `rgb(${made.join(",")})`;
}
