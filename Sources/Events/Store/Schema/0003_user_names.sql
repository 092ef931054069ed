-- Administrators look users up by how their names begin. Bytes in order, as no language's rules have
-- them, so that all names with one beginning stand together.
CREATE INDEX people_username_beginning ON people.people (lower(username) COLLATE "C");
