BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
CREATE TABLE ask (
	ask_id VARCHAR NOT NULL, 
	at VARCHAR NOT NULL, 
	request VARCHAR NOT NULL, 
	answer VARCHAR NOT NULL, 
	PRIMARY KEY (ask_id)
);
INSERT INTO "ask" VALUES('press-0000','2026-11-23T01:00:20.000000+00:00','IssueTicket(service=''A'', wants_paper=True)','{"seq":2,"ahead":0,"ticket":{"id":"2026-11-23-A001","service":"A","number":1,"label":"A001","state":"waiting","issued_at":"2026-11-23 01:00:20+00:00","arrival":2,"desk":null,"called_at":null,"started_at":null,"ended_at":null,"calls":0,"paper":"queued","paper_trouble":""}}');
INSERT INTO "ask" VALUES('press-0001','2026-11-23T01:00:40.000000+00:00','IssueTicket(service=''A'', wants_paper=True)','{"seq":3,"ahead":1,"ticket":{"id":"2026-11-23-A002","service":"A","number":2,"label":"A002","state":"waiting","issued_at":"2026-11-23 01:00:40+00:00","arrival":3,"desk":null,"called_at":null,"started_at":null,"ended_at":null,"calls":0,"paper":"queued","paper_trouble":""}}');
INSERT INTO "ask" VALUES('press-0002','2026-11-23T01:01:00.000000+00:00','IssueTicket(service=''B'', wants_paper=True)','{"seq":5,"ahead":0,"ticket":{"id":"2026-11-23-B001","service":"B","number":1,"label":"B001","state":"waiting","issued_at":"2026-11-23 01:01:00+00:00","arrival":5,"desk":null,"called_at":null,"started_at":null,"ended_at":null,"calls":0,"paper":"queued","paper_trouble":""}}');
INSERT INTO "ask" VALUES('press-0003','2026-11-23T01:01:20.000000+00:00','IssueTicket(service=''C'', wants_paper=True)','{"seq":6,"ahead":0,"ticket":{"id":"2026-11-23-C001","service":"C","number":1,"label":"C001","state":"waiting","issued_at":"2026-11-23 01:01:20+00:00","arrival":6,"desk":null,"called_at":null,"started_at":null,"ended_at":null,"calls":0,"paper":"queued","paper_trouble":""}}');
INSERT INTO "ask" VALUES('press-0004','2026-11-23T01:01:40.000000+00:00','IssueTicket(service=''R'', wants_paper=True)','{"seq":7,"ahead":0,"ticket":{"id":"2026-11-23-R001","service":"R","number":1,"label":"R001","state":"waiting","issued_at":"2026-11-23 01:01:40+00:00","arrival":7,"desk":null,"called_at":null,"started_at":null,"ended_at":null,"calls":0,"paper":"queued","paper_trouble":""}}');
INSERT INTO "ask" VALUES('press-9999','2026-11-24T01:05:20.000000+00:00','IssueTicket(service=''A'', wants_paper=True)','{"seq":31,"ahead":0,"ticket":{"id":"2026-11-24-A001","service":"A","number":1,"label":"A001","state":"waiting","issued_at":"2026-11-24 01:05:20+00:00","arrival":31,"desk":null,"called_at":null,"started_at":null,"ended_at":null,"calls":0,"paper":"queued","paper_trouble":""}}');
CREATE TABLE business_day (
	day VARCHAR NOT NULL, 
	opened_at VARCHAR NOT NULL, 
	closed_at VARCHAR, 
	PRIMARY KEY (day)
);
INSERT INTO "business_day" VALUES('2026-11-23','2026-11-23T01:00:00.000000+00:00','2026-11-23T01:05:00.000000+00:00');
INSERT INTO "business_day" VALUES('2026-11-24','2026-11-24T01:05:20.000000+00:00',NULL);
CREATE TABLE desk (
	id INTEGER NOT NULL, 
	services VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "desk" VALUES(1,'["A", "R"]');
INSERT INTO "desk" VALUES(2,'["B", "R"]');
INSERT INTO "desk" VALUES(3,'["C", "E", "R"]');
INSERT INTO "desk" VALUES(4,'["D", "G", "R"]');
INSERT INTO "desk" VALUES(5,'["K", "R"]');
CREATE TABLE event (
	seq INTEGER NOT NULL, 
	at VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	ticket VARCHAR, 
	desk INTEGER, 
	actor VARCHAR NOT NULL, 
	ask_id VARCHAR, 
	body VARCHAR NOT NULL, 
	PRIMARY KEY (seq)
);
INSERT INTO "event" VALUES(1,'2026-11-23T01:00:00.000000+00:00','2026-11-23','day_opened',NULL,NULL,'rule',NULL,'{"date":"2026-11-23","catalogue":{"services":[{"id":"A","names":[["vi","Hộ tịch"],["en","Civil status"]],"minutes":12},{"id":"B","names":[["vi","Chứng thực"],["en","Certification"]],"minutes":8},{"id":"C","names":[["vi","Đất đai – Xây dựng – Môi trường"],["en","Land, construction, environment"]],"minutes":18},{"id":"D","names":[["vi","Bảo trợ xã hội – Người có công"],["en","Social protection, merit"]],"minutes":12},{"id":"E","names":[["vi","Hộ kinh doanh – Kinh tế"],["en","Business, economy"]],"minutes":12},{"id":"G","names":[["vi","Văn hóa – Giáo dục – Y tế – Việc khác"],["en","Culture, education, health, other"]],"minutes":10},{"id":"K","names":[["vi","Hỗ trợ dịch vụ công trực tuyến"],["en","Help with online filing"]],"minutes":20},{"id":"R","names":[["vi","Nhận kết quả"],["en","Collect result"]],"minutes":3}],"desks":[{"id":1,"services":["A","R"]},{"id":2,"services":["B","R"]},{"id":3,"services":["C","E","R"]},{"id":4,"services":["D","G","R"]},{"id":5,"services":["K","R"]}]}}');
INSERT INTO "event" VALUES(2,'2026-11-23T01:00:20.000000+00:00','2026-11-23','ticket_issued','2026-11-23-A001',NULL,'local','press-0000','{"ticket":"2026-11-23-A001","service":"A","number":1,"label":"A001","job":"2026-11-23-A001/1"}');
INSERT INTO "event" VALUES(3,'2026-11-23T01:00:40.000000+00:00','2026-11-23','ticket_issued','2026-11-23-A002',NULL,'local','press-0001','{"ticket":"2026-11-23-A002","service":"A","number":2,"label":"A002","job":"2026-11-23-A002/1"}');
INSERT INTO "event" VALUES(4,'2026-11-23T01:00:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-A001',NULL,'spool',NULL,'{"job":"2026-11-23-A001/1","ticket":"2026-11-23-A001","state":"sending","trouble":""}');
INSERT INTO "event" VALUES(5,'2026-11-23T01:01:00.000000+00:00','2026-11-23','ticket_issued','2026-11-23-B001',NULL,'local','press-0002','{"ticket":"2026-11-23-B001","service":"B","number":1,"label":"B001","job":"2026-11-23-B001/1"}');
INSERT INTO "event" VALUES(6,'2026-11-23T01:01:20.000000+00:00','2026-11-23','ticket_issued','2026-11-23-C001',NULL,'local','press-0003','{"ticket":"2026-11-23-C001","service":"C","number":1,"label":"C001","job":"2026-11-23-C001/1"}');
INSERT INTO "event" VALUES(7,'2026-11-23T01:01:40.000000+00:00','2026-11-23','ticket_issued','2026-11-23-R001',NULL,'local','press-0004','{"ticket":"2026-11-23-R001","service":"R","number":1,"label":"R001","job":"2026-11-23-R001/1"}');
INSERT INTO "event" VALUES(8,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-A001',NULL,'spool',NULL,'{"job":"2026-11-23-A001/1","ticket":"2026-11-23-A001","state":"printed","trouble":""}');
INSERT INTO "event" VALUES(9,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-A002',NULL,'spool',NULL,'{"job":"2026-11-23-A002/1","ticket":"2026-11-23-A002","state":"sending","trouble":""}');
INSERT INTO "event" VALUES(10,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-A002',NULL,'spool',NULL,'{"job":"2026-11-23-A002/1","ticket":"2026-11-23-A002","state":"printed","trouble":""}');
INSERT INTO "event" VALUES(11,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-B001',NULL,'spool',NULL,'{"job":"2026-11-23-B001/1","ticket":"2026-11-23-B001","state":"sending","trouble":""}');
INSERT INTO "event" VALUES(12,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-B001',NULL,'spool',NULL,'{"job":"2026-11-23-B001/1","ticket":"2026-11-23-B001","state":"printed","trouble":""}');
INSERT INTO "event" VALUES(13,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-C001',NULL,'spool',NULL,'{"job":"2026-11-23-C001/1","ticket":"2026-11-23-C001","state":"sending","trouble":""}');
INSERT INTO "event" VALUES(14,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-C001',NULL,'spool',NULL,'{"job":"2026-11-23-C001/1","ticket":"2026-11-23-C001","state":"printed","trouble":""}');
INSERT INTO "event" VALUES(15,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-R001',NULL,'spool',NULL,'{"job":"2026-11-23-R001/1","ticket":"2026-11-23-R001","state":"sending","trouble":""}');
INSERT INTO "event" VALUES(16,'2026-11-23T01:01:40.000000+00:00','2026-11-23','paper_noted','2026-11-23-R001',NULL,'spool',NULL,'{"job":"2026-11-23-R001/1","ticket":"2026-11-23-R001","state":"printed","trouble":""}');
INSERT INTO "event" VALUES(17,'2026-11-23T01:02:00.000000+00:00','2026-11-23','ticket_called','2026-11-23-A001',1,'local',NULL,'{"ticket":"2026-11-23-A001","desk":1}');
INSERT INTO "event" VALUES(18,'2026-11-23T01:02:20.000000+00:00','2026-11-23','ticket_recalled','2026-11-23-A001',1,'local',NULL,'{"ticket":"2026-11-23-A001","desk":1}');
INSERT INTO "event" VALUES(19,'2026-11-23T01:02:40.000000+00:00','2026-11-23','serving_started','2026-11-23-A001',1,'local',NULL,'{"ticket":"2026-11-23-A001","desk":1}');
INSERT INTO "event" VALUES(20,'2026-11-23T01:03:00.000000+00:00','2026-11-23','ticket_finished','2026-11-23-A001',1,'local',NULL,'{"ticket":"2026-11-23-A001","desk":1}');
INSERT INTO "event" VALUES(21,'2026-11-23T01:03:20.000000+00:00','2026-11-23','ticket_called','2026-11-23-A002',1,'local',NULL,'{"ticket":"2026-11-23-A002","desk":1}');
INSERT INTO "event" VALUES(22,'2026-11-23T01:03:40.000000+00:00','2026-11-23','ticket_missed','2026-11-23-A002',1,'local',NULL,'{"ticket":"2026-11-23-A002","desk":1}');
INSERT INTO "event" VALUES(23,'2026-11-23T01:04:00.000000+00:00','2026-11-23','ticket_called','2026-11-23-B001',2,'local',NULL,'{"ticket":"2026-11-23-B001","desk":2}');
INSERT INTO "event" VALUES(24,'2026-11-23T01:04:20.000000+00:00','2026-11-23','serving_started','2026-11-23-B001',2,'local',NULL,'{"ticket":"2026-11-23-B001","desk":2}');
INSERT INTO "event" VALUES(25,'2026-11-23T01:04:40.000000+00:00','2026-11-23','ticket_cancelled','2026-11-23-C001',NULL,'local',NULL,'{"ticket":"2026-11-23-C001"}');
INSERT INTO "event" VALUES(26,'2026-11-23T01:05:00.000000+00:00','2026-11-23','ticket_finished','2026-11-23-B001',2,'local',NULL,'{"ticket":"2026-11-23-B001","desk":2}');
INSERT INTO "event" VALUES(27,'2026-11-23T01:05:00.000000+00:00','2026-11-23','ticket_lapsed','2026-11-23-R001',NULL,'local',NULL,'{"ticket":"2026-11-23-R001"}');
INSERT INTO "event" VALUES(28,'2026-11-23T01:05:00.000000+00:00','2026-11-23','ticket_lapsed','2026-11-23-A002',NULL,'local',NULL,'{"ticket":"2026-11-23-A002"}');
INSERT INTO "event" VALUES(29,'2026-11-23T01:05:00.000000+00:00','2026-11-23','day_closed',NULL,NULL,'local',NULL,'{"date":"2026-11-23"}');
INSERT INTO "event" VALUES(30,'2026-11-24T01:05:20.000000+00:00','2026-11-24','day_opened',NULL,NULL,'rule',NULL,'{"date":"2026-11-24","catalogue":{"services":[{"id":"A","names":[["vi","Hộ tịch"],["en","Civil status"]],"minutes":12},{"id":"B","names":[["vi","Chứng thực"],["en","Certification"]],"minutes":8},{"id":"C","names":[["vi","Đất đai – Xây dựng – Môi trường"],["en","Land, construction, environment"]],"minutes":18},{"id":"D","names":[["vi","Bảo trợ xã hội – Người có công"],["en","Social protection, merit"]],"minutes":12},{"id":"E","names":[["vi","Hộ kinh doanh – Kinh tế"],["en","Business, economy"]],"minutes":12},{"id":"G","names":[["vi","Văn hóa – Giáo dục – Y tế – Việc khác"],["en","Culture, education, health, other"]],"minutes":10},{"id":"K","names":[["vi","Hỗ trợ dịch vụ công trực tuyến"],["en","Help with online filing"]],"minutes":20},{"id":"R","names":[["vi","Nhận kết quả"],["en","Collect result"]],"minutes":3}],"desks":[{"id":1,"services":["A","R"]},{"id":2,"services":["B","R"]},{"id":3,"services":["C","E","R"]},{"id":4,"services":["D","G","R"]},{"id":5,"services":["K","R"]}]}}');
INSERT INTO "event" VALUES(31,'2026-11-24T01:05:20.000000+00:00','2026-11-24','ticket_issued','2026-11-24-A001',NULL,'local','press-9999','{"ticket":"2026-11-24-A001","service":"A","number":1,"label":"A001","job":"2026-11-24-A001/1"}');
INSERT INTO "event" VALUES(32,'2026-11-24T01:05:20.000000+00:00','2026-11-24','paper_noted','2026-11-24-A001',NULL,'spool',NULL,'{"job":"2026-11-24-A001/1","ticket":"2026-11-24-A001","state":"sending","trouble":""}');
INSERT INTO "event" VALUES(33,'2026-11-24T01:05:20.000000+00:00','2026-11-24','paper_noted','2026-11-24-A001',NULL,'spool',NULL,'{"job":"2026-11-24-A001/1","ticket":"2026-11-24-A001","state":"printed","trouble":""}');
CREATE TABLE paper (
	job VARCHAR NOT NULL, 
	ticket VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	trouble VARCHAR NOT NULL, 
	changed_at VARCHAR NOT NULL, 
	PRIMARY KEY (job), 
	FOREIGN KEY(ticket) REFERENCES ticket (id)
);
INSERT INTO "paper" VALUES('2026-11-23-A001/1','2026-11-23-A001','printed','','2026-11-23T01:01:40.000000+00:00');
INSERT INTO "paper" VALUES('2026-11-23-A002/1','2026-11-23-A002','printed','','2026-11-23T01:01:40.000000+00:00');
INSERT INTO "paper" VALUES('2026-11-23-B001/1','2026-11-23-B001','printed','','2026-11-23T01:01:40.000000+00:00');
INSERT INTO "paper" VALUES('2026-11-23-C001/1','2026-11-23-C001','printed','','2026-11-23T01:01:40.000000+00:00');
INSERT INTO "paper" VALUES('2026-11-23-R001/1','2026-11-23-R001','printed','','2026-11-23T01:01:40.000000+00:00');
INSERT INTO "paper" VALUES('2026-11-24-A001/1','2026-11-24-A001','printed','','2026-11-24T01:05:20.000000+00:00');
CREATE TABLE service (
	id VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	names VARCHAR NOT NULL, 
	minutes INTEGER NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "service" VALUES('A',0,'{"vi": "Hộ tịch", "en": "Civil status"}',12);
INSERT INTO "service" VALUES('B',1,'{"vi": "Chứng thực", "en": "Certification"}',8);
INSERT INTO "service" VALUES('C',2,'{"vi": "Đất đai – Xây dựng – Môi trường", "en": "Land, construction, environment"}',18);
INSERT INTO "service" VALUES('D',3,'{"vi": "Bảo trợ xã hội – Người có công", "en": "Social protection, merit"}',12);
INSERT INTO "service" VALUES('E',4,'{"vi": "Hộ kinh doanh – Kinh tế", "en": "Business, economy"}',12);
INSERT INTO "service" VALUES('G',5,'{"vi": "Văn hóa – Giáo dục – Y tế – Việc khác", "en": "Culture, education, health, other"}',10);
INSERT INTO "service" VALUES('K',6,'{"vi": "Hỗ trợ dịch vụ công trực tuyến", "en": "Help with online filing"}',20);
INSERT INTO "service" VALUES('R',7,'{"vi": "Nhận kết quả", "en": "Collect result"}',3);
CREATE TABLE ticket (
	id VARCHAR NOT NULL, 
	day VARCHAR NOT NULL, 
	service VARCHAR NOT NULL, 
	number INTEGER NOT NULL, 
	label VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	desk INTEGER, 
	issued_at VARCHAR NOT NULL, 
	arrival INTEGER NOT NULL, 
	called_at VARCHAR, 
	started_at VARCHAR, 
	ended_at VARCHAR, 
	calls INTEGER NOT NULL, 
	paper VARCHAR, 
	paper_trouble VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_number_once UNIQUE (day, service, number), 
	CONSTRAINT known_state CHECK (state IN ('waiting', 'called', 'serving', 'missed', 'done', 'cancelled', 'lapsed'))
);
INSERT INTO "ticket" VALUES('2026-11-23-A001','2026-11-23','A',1,'A001','done',1,'2026-11-23T01:00:20.000000+00:00',2,'2026-11-23T01:02:00.000000+00:00','2026-11-23T01:02:40.000000+00:00','2026-11-23T01:03:00.000000+00:00',2,'printed','');
INSERT INTO "ticket" VALUES('2026-11-23-A002','2026-11-23','A',2,'A002','lapsed',1,'2026-11-23T01:00:40.000000+00:00',3,'2026-11-23T01:03:20.000000+00:00',NULL,'2026-11-23T01:05:00.000000+00:00',1,'printed','');
INSERT INTO "ticket" VALUES('2026-11-23-B001','2026-11-23','B',1,'B001','done',2,'2026-11-23T01:01:00.000000+00:00',5,'2026-11-23T01:04:00.000000+00:00','2026-11-23T01:04:20.000000+00:00','2026-11-23T01:05:00.000000+00:00',1,'printed','');
INSERT INTO "ticket" VALUES('2026-11-23-C001','2026-11-23','C',1,'C001','cancelled',NULL,'2026-11-23T01:01:20.000000+00:00',6,NULL,NULL,'2026-11-23T01:04:40.000000+00:00',0,'printed','');
INSERT INTO "ticket" VALUES('2026-11-23-R001','2026-11-23','R',1,'R001','lapsed',NULL,'2026-11-23T01:01:40.000000+00:00',7,NULL,NULL,'2026-11-23T01:05:00.000000+00:00',0,'printed','');
INSERT INTO "ticket" VALUES('2026-11-24-A001','2026-11-24','A',1,'A001','waiting',NULL,'2026-11-24T01:05:20.000000+00:00',31,NULL,NULL,NULL,0,'printed','');
CREATE INDEX ix_event_day ON event (day);
CREATE INDEX ix_event_ticket ON event (ticket);
CREATE UNIQUE INDEX one_ticket_a_desk ON ticket (day, desk) WHERE state IN ('called', 'serving');
CREATE INDEX ix_paper_ticket ON paper (ticket);
COMMIT;
