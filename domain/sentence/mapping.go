package sentence

import (
	"strconv"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// mappingEntries tell what people decided about organizations, locations and what is no asset.
var mappingEntries = []entry{
	on(func(p *event.OrganizationMapped, _ int64) Sentence {
		return about(inNinja(KindOrganization, p.Connection, p.OrganizationID), " was ", "mapped to ", thing(KindCustomer, p.Customer))
	}),
	on(func(p *event.OrganizationIgnored, _ int64) Sentence {
		return about(inNinja(KindOrganization, p.Connection, p.OrganizationID), " was ", "ignored", because(p.Reason))
	}),
	on(func(p *event.OrganizationUnmapped, _ int64) Sentence {
		return about(inNinja(KindOrganization, p.Connection, p.OrganizationID), ": ", "mapping taken back: names are matched again")
	}),
	on(func(p *event.OrganizationMatchRejected, _ int64) Sentence {
		return about(inNinja(KindOrganization, p.Connection, p.OrganizationID), " was ", "said not to be ", thing(KindCustomer, p.Customer))
	}),
	on(func(p *event.LocationMapped, _ int64) Sentence {
		return just(inNinja(KindLocation, p.Connection, p.LocationID), ": mapped to ", thing(KindCustomer, p.Customer))
	}),
	on(func(p *event.LocationIgnored, _ int64) Sentence {
		return just(inNinja(KindLocation, p.Connection, p.LocationID), ": ignored", because(p.Reason))
	}),
	on(func(p *event.LocationUnmapped, _ int64) Sentence {
		return just(inNinja(KindLocation, p.Connection, p.LocationID), ": goes with its organization again")
	}),
	on(func(p *event.IgnoreRuleSet, _ int64) Sentence {
		return just("devices ", ignored(p), " are no assets", because(p.Reason))
	}),
	on(func(p *event.IgnoreRuleRemoved, _ int64) Sentence {
		return about(thing(KindIgnoreRule, p.ID), " was ", "removed: its devices are assets again")
	}),
	on(func(p *event.AssetScopeSet, _ int64) Sentence {
		return just("assets are made of ", either(p.MappedOnly, "devices of organizations that are linked to a customer alone", "all devices"))
	}),
	on(func(p *event.BillableClassesSet, _ int64) Sentence {
		billed := 0
		for _, is := range p.Classes {
			if is {
				billed++
			}
		}
		return just("devices are billed of " + count(billed, "class", "classes") + " of " + strconv.Itoa(len(p.Classes)) + " that were decided")
	}),
	on(func(p *event.RuleSetAdopted, _ int64) Sentence {
		return just("version "+p.Version+" of the rules was adopted", because(p.Reason))
	}),
	on(func(p *event.ReplacementPolicySet, _ int64) Sentence {
		return just(quoted(p.Category), policyOf(p.Customer), ": the replacement policy was set")
	}),
	on(func(p *event.ReplacementPolicyUnset, _ int64) Sentence {
		return just(quoted(p.Category), policyOf(p.Customer), ": the replacement policy was taken away")
	}),
}

// ignored says which devices a rule leaves out.
func ignored(p *event.IgnoreRuleSet) []Part {
	switch p.Kind {
	case event.IgnoreOrganization:
		return parts([]any{"of ", inNinja(KindOrganization, p.Connection, p.NinjaID)})
	case event.IgnoreLocation:
		return parts([]any{"at ", inNinja(KindLocation, p.Connection, p.NinjaID)})
	}
	return parts([]any{"of the " + string(p.Kind) + " " + quoted(p.Value)})
}

// policyOf says whose a policy is.
func policyOf(customer uuid.UUID) []Part {
	if customer == uuid.Nil {
		return parts([]any{", for all customers"})
	}
	return parts([]any{", for ", thing(KindCustomer, customer)})
}
