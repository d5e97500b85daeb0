PRAGMA user_version = 8;
PRAGMA application_id = 1215261796;
BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('8');
CREATE TABLE amendments (
	id INTEGER NOT NULL, 
	urge_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	field TEXT NOT NULL, 
	"before" TEXT NOT NULL, 
	"after" TEXT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "amendments" VALUES(1,3,1796126290680928,'intensity','4','6');
CREATE TABLE calls (
	id TEXT NOT NULL, 
	made_at INTEGER NOT NULL, 
	answer TEXT NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "calls" VALUES('b89fd5ebd07c2aed4292b3f4c49a7785',1796126263319870,'{"name":"Sam","already":false}');
INSERT INTO "calls" VALUES('5b1afd6ce9f24aa8aefe7a85a66fb656',1796126263880639,'{"name":"Jo","already":false}');
INSERT INTO "calls" VALUES('cb636f1b7acc10d31ae7c0545970be26',1796126264297941,'{"name":"Kim","already":false}');
INSERT INTO "calls" VALUES('ac0530c72e67dcb4fea7aef94d89f88e',1796126265027439,'{"urge":{"id":1,"contact":"Sam","felt_at":"2026-11-28T22:10:00Z","logged_at":"2026-12-01T11:57:45.027459Z","channel":"whatsapp","intensity":8,"triggers":["song","night"],"has_draft":true,"ratings":[],"outcome":"open","outcome_at":null,"slip":false,"retracted_at":null,"hold":{"held":true,"until":"2026-12-02T11:57:45.027459Z","reason":"pause","remaining_seconds":86400,"boundary":null}},"hold":{"held":true,"until":"2026-12-02T11:57:45.027459Z","reason":"pause","remaining_seconds":86400,"boundary":null},"why":null,"made_contact":false,"guessed_contact":false,"cooldown_runs":false,"several_contacts":true,"at_night":false}');
INSERT INTO "calls" VALUES('cff92f8f91f811e524562e0a07567181',1796126265570630,'{"urge":{"id":2,"contact":"Sam","felt_at":"2026-12-01T11:57:45.570648Z","logged_at":"2026-12-01T11:57:45.570648Z","channel":null,"intensity":6,"triggers":["song"],"has_draft":true,"ratings":[],"outcome":"open","outcome_at":null,"slip":false,"retracted_at":null,"hold":{"held":true,"until":"2026-12-02T11:57:45.570648Z","reason":"pause","remaining_seconds":86400,"boundary":null}},"hold":{"held":true,"until":"2026-12-02T11:57:45.570648Z","reason":"pause","remaining_seconds":86400,"boundary":null},"why":null,"made_contact":false,"guessed_contact":false,"cooldown_runs":false,"several_contacts":true,"at_night":false}');
INSERT INTO "calls" VALUES('3190844fbd43010f71006803007ed43f',1796126266036575,'{"urge":{"id":3,"contact":"Jo","felt_at":"2026-12-01T11:57:46.036593Z","logged_at":"2026-12-01T11:57:46.036593Z","channel":null,"intensity":4,"triggers":[],"has_draft":false,"ratings":[],"outcome":"open","outcome_at":null,"slip":false,"retracted_at":null,"hold":{"held":true,"until":"2026-12-02T11:57:46.036593Z","reason":"pause","remaining_seconds":86400,"boundary":null}},"hold":{"held":true,"until":"2026-12-02T11:57:46.036593Z","reason":"pause","remaining_seconds":86400,"boundary":null},"why":null,"made_contact":false,"guessed_contact":false,"cooldown_runs":false,"several_contacts":true,"at_night":false}');
INSERT INTO "calls" VALUES('0360aa347dfd3d4e65e25ff51f3eabc3',1796126267015251,'{"urge":{"id":1,"contact":"Sam","felt_at":"2026-11-28T22:10:00Z","logged_at":"2026-12-01T11:57:45.027459Z","channel":"whatsapp","intensity":8,"triggers":["song","night"],"has_draft":true,"ratings":[],"outcome":"let-go","outcome_at":"2026-12-01T11:57:47.015269Z","slip":false,"retracted_at":null,"hold":{"held":true,"until":"2026-12-02T11:57:45.027457Z","reason":"pause","remaining_seconds":86399,"boundary":null}},"hold":{"held":true,"until":"2026-12-02T11:57:45.570648Z","reason":"pause","remaining_seconds":86399,"boundary":null},"already":false,"erased":false}');
INSERT INTO "calls" VALUES('dfec488c7dd5392e1f17b5bec16990c3',1796126286286967,'{"contact":"Sam","started_at":"2026-12-01T11:58:06.286984Z","length_seconds":1209600,"ends_at":"2026-12-15T11:58:06.286984Z","remaining_seconds":1209600,"delay_seconds":86400,"pause_seconds":86400,"days_kept":0,"days_slipped":0,"why":"They asked for room","cancelled_requests":[],"clock_alone":true}');
INSERT INTO "calls" VALUES('3b1a7ad7683a3c9fe650ac83b689cb18',1796126286974879,'{"contact":"Jo","boundary":{"kind":"stop","until":null,"length":null,"said":{"at":"2026-12-01T11:58:06.974898Z","ran":"PT23.655009S","sure":false,"boot":"00000000-0000-0000-0000-000000000001"}},"hold":{"held":true,"until":null,"reason":"boundary","remaining_seconds":null,"boundary":"stop"},"request":null,"already":false,"cancelled_requests":[]}');
INSERT INTO "calls" VALUES('c14b1d31d0aafd6eea5eb22e647b4429',1796126287658251,'{"contact":"Kim","boundary":{"kind":"space","until":null,"length":"P20D","said":{"at":"2026-12-01T11:58:07.658266Z","ran":"PT24.338381S","sure":false,"boot":"00000000-0000-0000-0000-000000000001"}},"hold":{"held":true,"until":"2026-12-21T11:58:07.658266Z","reason":"boundary","remaining_seconds":1728000,"boundary":"space"},"request":null,"already":false,"cancelled_requests":[]}');
INSERT INTO "calls" VALUES('d93c5aa9dfa37b6b08f428885f844a43',1796126288252704,'{"name":"Kimmy","already":false}');
INSERT INTO "calls" VALUES('7d0ab6f3b262bc7974fcdefb6c9bfaf9',1796126288841977,'{"event":{"id":1,"kind":"sent","contact":"Jo","at":"2026-12-01T10:58:08.841994Z","channel":null,"slip":false,"urge":null,"note":"it was late"},"urge":null,"hold":{"held":true,"until":null,"reason":"boundary","remaining_seconds":null,"boundary":"stop"},"already":false,"cooldown_runs":false,"several_contacts":true,"made_contact":false,"worked_before":null,"against":null,"is_old":false}');
INSERT INTO "calls" VALUES('c80df4a6c2afffa84fa9f23f556a77d8',1796126289536796,'{"event":{"id":2,"kind":"heard","contact":"Sam","at":"2026-12-01T11:58:09.536814Z","channel":null,"slip":false,"urge":null,"note":"a card"},"urge":null,"hold":{"held":true,"until":"2026-12-15T11:58:06.286985Z","reason":"cool-down","remaining_seconds":1209597,"boundary":null},"already":false,"cooldown_runs":true,"several_contacts":true,"made_contact":false,"worked_before":null,"against":null,"is_old":false}');
INSERT INTO "calls" VALUES('4fe8c5245b6bee9f6d16fdfa973caf27',1796126290082636,'{"event":{"id":3,"kind":"logistics","contact":"Sam","at":"2026-12-01T09:58:10.082654Z","channel":null,"slip":false,"urge":null,"note":null},"urge":null,"hold":{"held":true,"until":"2026-12-15T11:58:06.286985Z","reason":"cool-down","remaining_seconds":1209597,"boundary":null},"already":false,"cooldown_runs":true,"several_contacts":true,"made_contact":false,"worked_before":null,"against":null,"is_old":true}');
INSERT INTO "calls" VALUES('aa46e0e9ac0aacac757e7c0a8b317a60',1796126290680910,'{"urge":{"id":3,"contact":"Jo","felt_at":"2026-12-01T11:57:46.036593Z","logged_at":"2026-12-01T11:57:46.036593Z","channel":null,"intensity":6,"triggers":[],"has_draft":false,"ratings":[],"outcome":"open","outcome_at":null,"slip":false,"retracted_at":null,"hold":{"held":true,"until":null,"reason":"boundary","remaining_seconds":null,"boundary":"stop"}},"hold":{"held":true,"until":null,"reason":"boundary","remaining_seconds":null,"boundary":"stop"},"already":false,"erased":false}');
INSERT INTO "calls" VALUES('a8ee47c8dfed7bfdb6e8fcbdac6eaad4',1796126291287839,'{"urge":{"id":3,"contact":"Jo","felt_at":"2026-12-01T11:57:46.036593Z","logged_at":"2026-12-01T11:57:46.036593Z","channel":null,"intensity":6,"triggers":[],"has_draft":false,"ratings":[],"outcome":"open","outcome_at":null,"slip":false,"retracted_at":"2026-12-01T11:58:11.287856Z","hold":{"held":true,"until":null,"reason":"boundary","remaining_seconds":null,"boundary":"stop"}},"hold":{"held":true,"until":null,"reason":"boundary","remaining_seconds":null,"boundary":"stop"},"already":false,"erased":false}');
INSERT INTO "calls" VALUES('3148fbbb1e4c046dd3a5e7385f804bf6',1796126291875909,'{"urge":{"id":1,"contact":"Sam","felt_at":"2026-11-28T22:10:00Z","logged_at":"2026-12-01T11:57:45.027459Z","channel":"whatsapp","intensity":8,"triggers":["song","night"],"has_draft":true,"ratings":[{"at":"2026-12-01T11:58:11.875925Z","intensity":4}],"outcome":"let-go","outcome_at":"2026-12-01T11:57:47.015269Z","slip":false,"retracted_at":null,"hold":{"held":true,"until":"2026-12-15T11:58:06.286983Z","reason":"cool-down","remaining_seconds":1209595,"boundary":null}},"hold":{"held":true,"until":"2026-12-15T11:58:06.286983Z","reason":"cool-down","remaining_seconds":1209595,"boundary":null},"already":false,"erased":false}');
INSERT INTO "calls" VALUES('80617edeef27694bf67793621dc275db',1796126292449672,'{"event":{"id":4,"kind":"sent","contact":"Sam","at":"2026-12-01T11:58:12.449689Z","channel":null,"slip":true,"urge":2,"note":null},"urge":{"id":2,"contact":"Sam","felt_at":"2026-12-01T11:57:45.570648Z","logged_at":"2026-12-01T11:57:45.570648Z","channel":null,"intensity":6,"triggers":["song"],"has_draft":true,"ratings":[],"outcome":"sent","outcome_at":"2026-12-01T11:58:12.449689Z","slip":true,"retracted_at":null,"hold":{"held":true,"until":"2026-12-15T11:58:06.286984Z","reason":"cool-down","remaining_seconds":1209594,"boundary":null}},"hold":{"held":true,"until":"2026-12-15T11:58:06.286984Z","reason":"cool-down","remaining_seconds":1209594,"boundary":null},"already":false,"cooldown_runs":true,"several_contacts":true,"made_contact":false,"worked_before":{"at":"2026-12-01T11:57:47.015269Z","intensity":8,"last_rating":4},"against":null,"is_old":false}');
INSERT INTO "calls" VALUES('a5e4f640b88bba012cbe59ae5406b944',1796126316838793,'{"id":1,"contact":"Sam","kind":"shorten","asked_at":"2026-12-01T11:58:36.838810Z","ready_at":"2026-12-02T11:58:36.838810Z","expires_at":null,"state":"waiting","reason":"too long","asked_unsure":true,"by_seconds":172800,"boundary":null,"boundary_until":null,"already":false}');
CREATE TABLE clock_jumps (
	id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	"by" INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "clock_jumps" VALUES(1,1796126265027459,3600000000);
CREATE TABLE contacts (
	id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	name_key TEXT NOT NULL, 
	added_at INTEGER NOT NULL, 
	forgotten_at INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (name_key)
)
 STRICT

;
INSERT INTO "contacts" VALUES(1,'Sam','sam',1796126263319870,NULL);
INSERT INTO "contacts" VALUES(2,'Jo','jo',1796126263880654,NULL);
INSERT INTO "contacts" VALUES(3,'Kimmy','kimmy',1796126264297960,NULL);
CREATE TABLE cooldowns (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	started_at INTEGER NOT NULL, 
	began_at INTEGER NOT NULL, 
	began_ran INTEGER NOT NULL, 
	began_sure INTEGER NOT NULL, 
	began_boot TEXT, 
	delay INTEGER NOT NULL, 
	pause INTEGER NOT NULL, 
	why TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(contact_id) REFERENCES contacts (id)
)
 STRICT

;
INSERT INTO "cooldowns" VALUES(1,1,1796126286286984,1796126286286984,22967097,0,'00000000-0000-0000-0000-000000000001',86400000000,86400000000,'They asked for room');
CREATE TABLE daemon_runs (
	id INTEGER NOT NULL, 
	began_at INTEGER NOT NULL, 
	seen_at INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "daemon_runs" VALUES(1,1796126294270760,1796126298725486);
CREATE TABLE drafts (
	urge_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	PRIMARY KEY (urge_id), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "drafts" VALUES(1,'I miss you so');
INSERT INTO "drafts" VALUES(2,'one more thing');
CREATE TABLE events (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	contact_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	noted_at INTEGER NOT NULL, 
	channel TEXT, 
	slip INTEGER NOT NULL, 
	urge_id INTEGER, 
	retracted_at INTEGER, 
	note TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(contact_id) REFERENCES contacts (id), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "events" VALUES(1,'sent',2,1796122688841994,1796126288841994,NULL,0,NULL,NULL,'it was late');
INSERT INTO "events" VALUES(2,'heard',1,1796126289536814,1796126289536814,NULL,0,NULL,NULL,'a card');
INSERT INTO "events" VALUES(3,'logistics',1,1796119090082654,1796126290082654,NULL,0,NULL,NULL,NULL);
INSERT INTO "events" VALUES(4,'sent',1,1796126292449689,1796126292449689,NULL,1,2,NULL,NULL);
CREATE TABLE former_names (
	name_key TEXT NOT NULL, 
	contact_id INTEGER NOT NULL, 
	PRIMARY KEY (name_key), 
	FOREIGN KEY(contact_id) REFERENCES contacts (id)
)
 STRICT

;
INSERT INTO "former_names" VALUES('kim',3);
CREATE TABLE mark (
	id INTEGER NOT NULL, 
	trusted INTEGER NOT NULL, 
	wall INTEGER NOT NULL, 
	up INTEGER NOT NULL, 
	boot TEXT, 
	ran INTEGER NOT NULL, 
	sure INTEGER NOT NULL, 
	alone INTEGER, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "mark" VALUES(1,1796126316838793,1796126316838810,672844931,'00000000-0000-0000-0000-000000000001',53518923,0,NULL);
CREATE TABLE nudges (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	urge_id INTEGER, 
	due_at INTEGER NOT NULL, 
	expires_at INTEGER NOT NULL, 
	state TEXT NOT NULL, 
	claimed_until INTEGER, 
	handed_over_at INTEGER, 
	read_at INTEGER, 
	text_id TEXT, 
	title TEXT, 
	body TEXT, 
	why TEXT NOT NULL, 
	detail TEXT, 
	tries INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(urge_id) REFERENCES urges (id), 
	UNIQUE ("key")
)
 STRICT

;
INSERT INTO "nudges" VALUES(1,'patience:urge-2','patience',2,1796126265570648,1796128065570648,'suppressed',NULL,NULL,NULL,NULL,NULL,NULL,'urge 2 was logged','it had been sent by then',0);
INSERT INTO "nudges" VALUES(2,'check-in:urge-2:10m','check-in',2,1796126865570648,1796128065570648,'planned',NULL,NULL,NULL,NULL,NULL,NULL,'10 minutes after urge 2',NULL,0);
INSERT INTO "nudges" VALUES(3,'check-in:urge-2:30m','check-in',2,1796128065570648,1796129265570648,'planned',NULL,NULL,NULL,NULL,NULL,NULL,'30 minutes after urge 2',NULL,0);
INSERT INTO "nudges" VALUES(4,'patience:urge-3','patience',3,1796126266036593,1796128066036593,'suppressed',NULL,NULL,NULL,NULL,NULL,NULL,'urge 3 was logged','it had been retracted by then',0);
CREATE TABLE pauses (
	id INTEGER NOT NULL, 
	urge_id INTEGER NOT NULL, 
	set_at INTEGER NOT NULL, 
	set_ran INTEGER NOT NULL, 
	set_sure INTEGER NOT NULL, 
	set_boot TEXT, 
	ends_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "pauses" VALUES(1,1,1796126265027459,1707569,0,'00000000-0000-0000-0000-000000000001',1796212665027459);
CREATE TABLE promises (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	cooldown_id INTEGER, 
	set_at INTEGER NOT NULL, 
	set_ran INTEGER NOT NULL, 
	set_sure INTEGER NOT NULL, 
	set_boot TEXT, 
	length INTEGER, 
	until INTEGER, 
	tightens INTEGER NOT NULL, 
	undone_at INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(contact_id) REFERENCES contacts (id), 
	FOREIGN KEY(cooldown_id) REFERENCES cooldowns (id)
)
 STRICT

;
INSERT INTO "promises" VALUES(1,1,'start',1,1796126286286984,22967097,0,'00000000-0000-0000-0000-000000000001',1209600000000,NULL,1,NULL);
INSERT INTO "promises" VALUES(2,2,'stop',NULL,1796126286974898,23655009,0,'00000000-0000-0000-0000-000000000001',NULL,NULL,1,NULL);
INSERT INTO "promises" VALUES(3,3,'space',NULL,1796126287658266,24338381,0,'00000000-0000-0000-0000-000000000001',1728000000000,NULL,1,NULL);
CREATE TABLE ratings (
	id INTEGER NOT NULL, 
	urge_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	intensity INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT intensity_on_scale CHECK (intensity BETWEEN 0 AND 10), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "ratings" VALUES(1,1,1796126291875925,4);
CREATE TABLE reports (
	id INTEGER NOT NULL, 
	week TEXT NOT NULL, 
	path TEXT NOT NULL, 
	made_at INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (week)
)
 STRICT

;
INSERT INTO "reports" VALUES(1,'2026-W48','2026-W48.html',1796126265027459);
CREATE TABLE requests (
	id INTEGER NOT NULL, 
	kind TEXT NOT NULL, 
	contact_id INTEGER, 
	cooldown_id INTEGER, 
	asked_at INTEGER NOT NULL, 
	asked_ran INTEGER NOT NULL, 
	asked_sure INTEGER NOT NULL, 
	asked_boot TEXT, 
	delay INTEGER NOT NULL, 
	reason TEXT, 
	"by" INTEGER, 
	boundary TEXT, 
	boundary_until INTEGER, 
	boundary_length INTEGER, 
	last_promise_id INTEGER NOT NULL, 
	found_at INTEGER, 
	found_ran INTEGER, 
	found_sure INTEGER, 
	found_boot TEXT, 
	confirmed_at INTEGER, 
	cancelled_at INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(contact_id) REFERENCES contacts (id), 
	FOREIGN KEY(cooldown_id) REFERENCES cooldowns (id)
)
 STRICT

;
INSERT INTO "requests" VALUES(1,'shorten',1,1,1796126316838810,53518923,0,'00000000-0000-0000-0000-000000000001',86400000000,'too long',172800000000,NULL,NULL,NULL,3,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE reviews (
	id INTEGER NOT NULL, 
	urge_id INTEGER NOT NULL, 
	at INTEGER NOT NULL, 
	decision TEXT NOT NULL, 
	calm INTEGER, 
	wanted TEXT, 
	glad INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "reviews" VALUES(1,1,1796126265027459,'keep',1,'room, they said',0);
CREATE TABLE snoozes (
	id INTEGER NOT NULL, 
	set_at INTEGER NOT NULL, 
	set_ran INTEGER NOT NULL, 
	ends_ran INTEGER NOT NULL, 
	PRIMARY KEY (id)
)
 STRICT

;
INSERT INTO "snoozes" VALUES(1,1796126265027459,1707569,3601707569);
CREATE TABLE triggers (
	urge_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	word TEXT NOT NULL, 
	PRIMARY KEY (urge_id, position), 
	FOREIGN KEY(urge_id) REFERENCES urges (id)
)
 STRICT

;
INSERT INTO "triggers" VALUES(1,0,'song');
INSERT INTO "triggers" VALUES(1,1,'night');
INSERT INTO "triggers" VALUES(2,0,'song');
CREATE TABLE urges (
	id INTEGER NOT NULL, 
	contact_id INTEGER NOT NULL, 
	felt_at INTEGER NOT NULL, 
	noted_at INTEGER NOT NULL, 
	logged_at INTEGER NOT NULL, 
	logged_ran INTEGER NOT NULL, 
	logged_sure INTEGER NOT NULL, 
	logged_boot TEXT, 
	pause_ends_at INTEGER NOT NULL, 
	channel TEXT, 
	intensity INTEGER, 
	outcome TEXT NOT NULL, 
	outcome_at INTEGER, 
	retracted_at INTEGER, 
	PRIMARY KEY (id), 
	CONSTRAINT intensity_on_scale CHECK (intensity BETWEEN 0 AND 10), 
	FOREIGN KEY(contact_id) REFERENCES contacts (id)
)
 STRICT

;
INSERT INTO "urges" VALUES(1,1,1795903800000000,1796126265027459,1796126265027459,1707569,0,'00000000-0000-0000-0000-000000000001',1796212665027459,'whatsapp',8,'let-go',1796126267015269,NULL);
INSERT INTO "urges" VALUES(2,1,1796126265570648,1796126265570648,1796126265570648,2250760,0,'00000000-0000-0000-0000-000000000001',1796212665570648,NULL,6,'sent',1796126292449689,NULL);
INSERT INTO "urges" VALUES(3,2,1796126266036593,1796126266036593,1796126266036593,2716705,0,'00000000-0000-0000-0000-000000000001',1796212666036593,NULL,6,'open',NULL,1796126291287856);
CREATE INDEX calls_by_made ON calls (made_at);
CREATE INDEX clock_jumps_by_at ON clock_jumps (at);
CREATE INDEX daemon_runs_by_seen ON daemon_runs (seen_at);
CREATE INDEX cooldowns_of_contact ON cooldowns (contact_id);
CREATE INDEX urges_by_felt ON urges (felt_at);
CREATE INDEX urges_by_noted ON urges (noted_at);
CREATE INDEX urges_by_outcome ON urges (outcome, felt_at);
CREATE INDEX urges_by_outcome_at ON urges (outcome_at) WHERE outcome_at IS NOT NULL;
CREATE INDEX urges_by_pause ON urges (contact_id, pause_ends_at);
CREATE INDEX urges_of_contact_by_felt ON urges (contact_id, felt_at);
CREATE INDEX urges_open ON urges (contact_id, outcome, retracted_at, felt_at) WHERE outcome = 'open' AND retracted_at IS NULL;
CREATE INDEX urges_retracted ON urges (felt_at) WHERE retracted_at IS NOT NULL;
CREATE INDEX amendments_of_urge ON amendments (urge_id);
CREATE INDEX events_by_at ON events (at);
CREATE INDEX events_by_noted ON events (noted_at);
CREATE INDEX events_of_contact_by_at ON events (contact_id, at);
CREATE INDEX events_of_urge ON events (urge_id);
CREATE INDEX nudges_by_kind ON nudges (kind, handed_over_at);
CREATE INDEX nudges_by_state ON nudges (state, due_at);
CREATE INDEX nudges_by_text ON nudges (text_id, claimed_until);
CREATE INDEX nudges_of_urge ON nudges (urge_id);
CREATE INDEX nudges_waiting ON nudges (expires_at) WHERE state = 'failed' AND read_at IS NULL;
CREATE INDEX pauses_by_end ON pauses (ends_at);
CREATE INDEX pauses_of_urge ON pauses (urge_id, ends_at);
CREATE INDEX promises_of_boundaries ON promises (contact_id, id) WHERE cooldown_id IS NULL;
CREATE INDEX promises_of_cooldowns ON promises (contact_id, cooldown_id, id) WHERE cooldown_id IS NOT NULL;
CREATE INDEX ratings_by_at ON ratings (at);
CREATE INDEX ratings_of_urge ON ratings (urge_id);
CREATE INDEX requests_by_kind ON requests (kind, contact_id, id);
CREATE INDEX requests_unsettled ON requests (contact_id) WHERE confirmed_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX reviews_of_urge ON reviews (urge_id);
CREATE INDEX triggers_by_word ON triggers (word, urge_id);
COMMIT;
