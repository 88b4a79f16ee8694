package service

import (
	"fmt"
	"strings"
	"time"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/replacement"
	"coresync/http/permission"

	"github.com/google/uuid"
)

func policyUndo() undoKind {
	customerOf := func(stream string) (uuid.UUID, error) {
		return uuid.Parse(strings.TrimPrefix(stream, "replacement-policy/"))
	}
	return undoSpec[replacement.Policies]{
		evolve: replacement.EvolvePolicies,
		restore: func(stream string, now, before replacement.Policies) ([]event.Payload, error) {
			customer, err := customerOf(stream)
			return replacement.RestorePolicies(customer, now, before), err
		},
		words: policyWords,
		refs:  replacement.Policies.Customers,
	}.of(undoKind{
		prefixes: []string{"replacement-policy/"}, needs: permission.IntegrationsManage,
		types: []event.Type{"ReplacementPolicySet", "ReplacementPolicyUnset"},
		about: func(uuid.UUID, string) (uuid.UUID, string) { return uuid.Nil, "replacement policies" },
	})
}

// policyWords say the rows of one customer, or the defaults.
func policyWords(p replacement.Policies, name func(uuid.UUID) string) string {
	var said []string
	of := ""
	for _, c := range rule.Categories() {
		for key, row := range p {
			if key.Category != c {
				continue
			}
			if key.Customer != uuid.Nil {
				of = "for " + name(key.Customer) + ": "
			}
			said = append(said, strings.ToLower(string(c))+" "+rowWords(row))
		}
	}
	if len(said) == 0 {
		return "no policies"
	}
	return of + strings.Join(said, "; ")
}

func rowWords(row replacement.Row) string {
	var said []string
	switch l := row.Limit; {
	case l == nil:
	case l.By == replacement.ByWarranty:
		said = append(said, fmt.Sprintf("until the warranty ends, warned %d months before", l.Warn))
	default:
		said = append(said, fmt.Sprintf("at most %d months, warned %d before", l.MaxAge, l.Warn))
	}
	if row.Cost != nil {
		said = append(said, fmt.Sprintf("cost %d", *row.Cost))
	}
	return strings.Join(said, ", ")
}

func planUndo() undoKind {
	return undoSpec[replacement.Plan]{
		evolve: replacement.EvolvePlan,
		restore: func(stream string, now, before replacement.Plan) ([]event.Payload, error) {
			id, err := uuid.Parse(strings.TrimPrefix(stream, "replacement/"))
			if before == (replacement.Plan{}) {
				before.Action = replacement.Reopen
			}
			return replacement.DecidePlan(id, now, before), err
		},
		words: func(p replacement.Plan, _ func(uuid.UUID) string) string {
			switch p.Action {
			case replacement.Snooze:
				return fmt.Sprintf("snoozed until %s: %s", p.Until.Format(time.DateOnly), p.Note)
			case replacement.Order:
				return strings.TrimSuffix("replacement ordered: "+p.Note, ": ")
			}
			return "nothing planned"
		},
	}.of(undoKind{
		prefixes: []string{"replacement/"}, needs: permission.AssetsManage,
		types: []event.Type{"ReplacementSnoozed", "ReplacementOrdered", "ReplacementReopened"},
	})
}
