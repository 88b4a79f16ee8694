package rules_test

import (
	"regexp"
	"strings"
	"testing"
)

// owners names the one package that writes a schema's tables. Others read, or ask
// the owner: what a table means is known in one place.
var owners = map[string][]string{
	"eventstore":   {"eventstore"},
	"vault":        {"eventstore/vault"},
	"poller":       {"adapters/poller"},
	"projection":   {"projections"},
	"suggestion":   {"projections/suggestion"},
	"notification": {"projections/notification"},
	"effect":       {"projections/effect"},
	"outward":      {"projections/outward"},
	"web":          {"http"},
	"jobs":         {"adapters/jobs"},
	"watermill":    {"eventstore/topic"},
}

// shared names the tables that a second package writes, with the reason.
var shared = map[string]string{
	// A read model moves its checkpoint in the transaction that writes its rows.
	"eventstore.checkpoints": "projections",
}

func TestATableIsWrittenByItsOwnerAlone(t *testing.T) {
	t.Parallel()
	writes := regexp.MustCompile(`(?i)(?:insert\s+into|update|delete\s+from|truncate|copy)\s+((\w+)\.\w+)`)
	eachFile(t, func(path string, content []byte) {
		if !strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, ".sql") ||
			strings.HasSuffix(path, "_test.go") || within(path, "migrations") || testOnly(path) {
			return
		}
		for _, found := range writes.FindAllStringSubmatch(string(content), -1) {
			table := strings.ToLower(found[1])
			owner, owned := owners[strings.ToLower(found[2])]
			if also, is := shared[table]; is && within(path, also) {
				continue
			}
			if owned && !anyWithin(path, owner) {
				t.Errorf("%s writes %s, which %s owns", path, table, owner[0])
			}
		}
	})
}
