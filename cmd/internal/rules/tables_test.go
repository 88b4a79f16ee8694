package rules_test

import (
	"regexp"
	"strings"
	"testing"
)

// owners names the one package that writes a schema's tables. Others read, or ask
// the owner: what a table means is known in one place.
var owners = map[string][]string{
	"eventstore": {"eventstore"},
	"vault":      {"eventstore/vault"},
	"poller":     {"adapters/poller"},
	"projection": {"projections"},
	"web":        {"http"},
}

func TestATableIsWrittenByItsOwnerAlone(t *testing.T) {
	t.Parallel()
	writes := regexp.MustCompile(`(?i)(?:insert\s+into|update|delete\s+from|truncate|copy)\s+(\w+)\.\w+`)
	eachFile(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".sql") ||
			strings.HasSuffix(path, "_test.go") || within(path, "migrations") || testOnly(path) {
			return
		}
		for _, found := range writes.FindAllStringSubmatch(string(content), -1) {
			owner, owned := owners[strings.ToLower(found[1])]
			if owned && !anyWithin(path, owner) {
				t.Errorf("%s writes a table of schema %s, which %s owns", path, found[1], owner[0])
			}
		}
	})
}
