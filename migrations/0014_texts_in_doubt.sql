-- Several orgs can share an account at the vendor of texts. A text in doubt is looked up among all that the account took, so it has to be
-- known which of those are whose, and which others may be among them.
CREATE INDEX messages_of_vendor ON messages (sid) WHERE sid IS NOT NULL;
CREATE INDEX messages_unsettled ON messages (to_number) WHERE status IN ('queued', 'sending', 'unknown');
