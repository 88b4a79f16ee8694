package service

import (
	"fmt"
	"strings"

	"coresync/domain/asset"
	"coresync/domain/assignment"
	"coresync/domain/contactlink"
	"coresync/domain/directory"
	"coresync/domain/event"
	decision "coresync/domain/mapping"
	"coresync/domain/rowid"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// undoKind says how one kind of stream is taken back.
type undoKind struct {
	prefixes []string // of the streams
	needs    permission.Permission
	types    []event.Type // of events that can be taken back
	evolve   func(state any, p event.Payload) any
	// restore gives the events that bring a stream from the state of now to that of before.
	restore func(stream string, now, before any) ([]event.Payload, error)
	// words say a state, with the names of what it refers to; refs are those.
	words func(state any, name func(uuid.UUID) string) string
	refs  func(state any) []uuid.UUID
	// personal: what a state says is opened before it is compared and said.
	personal bool
	// title is the name of what the stream is about; nil: that of the row.
	title func(now, before any) string
	// about is the row that the stream is about, whose name is shown; "" has none.
	about func(tenant uuid.UUID, stream string) (row uuid.UUID, otherwise string)
}

// undoSpec is an undoKind whose states have the type S.
type undoSpec[S any] struct {
	evolve  func(S, event.Payload) S
	restore func(stream string, now, before S) ([]event.Payload, error)
	words   func(s S, name func(uuid.UUID) string) string
	refs    func(S) []uuid.UUID
}

func (u undoSpec[S]) of(k undoKind) undoKind {
	as := func(state any) S { s, _ := state.(S); return s }
	k.evolve = func(state any, p event.Payload) any { return u.evolve(as(state), p) }
	k.restore = func(stream string, now, before any) ([]event.Payload, error) {
		return u.restore(stream, as(now), as(before))
	}
	k.words = func(state any, name func(uuid.UUID) string) string { return u.words(as(state), name) }
	k.refs = func(any) []uuid.UUID { return nil }
	if u.refs != nil {
		k.refs = func(state any) []uuid.UUID { return u.refs(as(state)) }
	}
	if k.about == nil {
		k.about = func(tenant uuid.UUID, stream string) (uuid.UUID, string) {
			id, _ := rowid.OfStream(tenant, stream)
			return id, ""
		}
	}
	return k
}

// undoKinds are all kinds of streams that can be taken back.
func undoKinds() []undoKind {
	return []undoKind{
		placeUndo(), assignmentUndo(), linkUndo(), ignoreUndo(), scopeUndo(), assetUndo(), warrantyUndo(), policyUndo(), planUndo(), billingUndo(),
		directoryUndo(directory.Customers, "CustomerRecorded", "CustomerRemoved"),
		directoryUndo(directory.Contacts, "ContactRecorded", "ContactRemoved"),
		directoryUndo(directory.Contracts, "ContractRecorded", "ContractRemoved"),
		directoryUndo(directory.Tickets, "TicketRecorded", "TicketRemoved"),
	}
}

func undoKindOf(kinds []undoKind, stream string) *undoKind {
	for i := range kinds {
		for _, prefix := range kinds[i].prefixes {
			if strings.HasPrefix(stream, prefix) {
				return &kinds[i]
			}
		}
	}
	return nil
}

func placeUndo() undoKind {
	return undoSpec[decision.State]{
		evolve: decision.Evolve,
		restore: func(stream string, now, before decision.State) ([]event.Payload, error) {
			connection, id, ok := event.NinjaID(stream)
			if !ok {
				return nil, fmt.Errorf("%s is no stream of decisions", stream)
			}
			place := decision.Place{Connection: connection, Organization: id}
			if strings.HasPrefix(stream, "location-mapping/") {
				place = decision.Place{Connection: connection, Location: id}
			}
			return decision.Restore(place, now, before), nil
		},
		words: placeWords,
		refs:  func(s decision.State) []uuid.UUID { return append([]uuid.UUID{s.Customer}, s.Rejected...) },
	}.of(undoKind{
		prefixes: []string{"mapping/", "location-mapping/"}, needs: permission.IntegrationsManage,
		types: []event.Type{
			"OrganizationMapped", "OrganizationIgnored", "OrganizationUnmapped", "OrganizationMatchRejected",
			"LocationMapped", "LocationIgnored", "LocationUnmapped",
		},
	})
}

func assignmentUndo() undoKind {
	return undoSpec[assignment.State]{
		evolve: assignment.Evolve,
		restore: func(stream string, now, before assignment.State) ([]event.Payload, error) {
			id, err := uuid.Parse(strings.TrimPrefix(stream, "assignment/"))
			return assignment.Restore(id, now, before), err
		},
		words: func(s assignment.State, name func(uuid.UUID) string) string {
			said := "assigned to nobody"
			if s.Contact != uuid.Nil {
				said = "assigned to " + name(s.Contact)
			}
			switch {
			case s.Skipped:
				said += "; skipped"
			case s.Never:
				said += "; nobody's own"
			}
			return said
		},
		refs: func(s assignment.State) []uuid.UUID { return []uuid.UUID{s.Contact} },
	}.of(undoKind{
		prefixes: []string{"assignment/"}, needs: permission.AssetsManage,
		types: []event.Type{"DeviceAssigned", "DeviceUnassigned", "AssociationSkipped", "AssociationNever", "AssociationReopened"},
	})
}

func linkUndo() undoKind {
	return undoSpec[contactlink.State]{
		evolve: contactlink.Evolve,
		restore: func(stream string, now, before contactlink.State) ([]event.Payload, error) {
			person, ok := contactlink.PersonOf(stream)
			if !ok {
				return nil, fmt.Errorf("%s is no stream of decisions", stream)
			}
			return contactlink.Restore(person, now, before)
		},
		words: func(s contactlink.State, name func(uuid.UUID) string) string {
			switch {
			case s.Ignored:
				return "not wanted as a contact"
			case s.Contact != uuid.Nil:
				return "linked to " + name(s.Contact)
			}
			return "not linked"
		},
		refs: func(s contactlink.State) []uuid.UUID { return []uuid.UUID{s.Contact} },
	}.of(undoKind{
		prefixes: []string{"contact-link/", "account-link/"}, needs: permission.ContactsManage,
		types: []event.Type{"ContactLinked", "ContactLinkIgnored", "ContactUnlinked"},
		about: func(_ uuid.UUID, stream string) (uuid.UUID, string) {
			person, _ := contactlink.PersonOf(stream)
			return uuid.Nil, fmt.Sprintf("%s %d in NinjaOne", strings.ReplaceAll(string(person.Source), "_", " "), person.ID)
		},
	})
}

func ignoreUndo() undoKind {
	return undoSpec[*event.IgnoreRuleSet]{
		evolve: func(s *event.IgnoreRuleSet, p event.Payload) *event.IgnoreRuleSet {
			rule, _ := p.(*event.IgnoreRuleSet)
			return rule
		},
		restore: func(stream string, now, before *event.IgnoreRuleSet) ([]event.Payload, error) {
			id, err := uuid.Parse(strings.TrimPrefix(stream, "ignore-rule/"))
			switch {
			case now == nil && before == nil, now != nil && before != nil && *now == *before:
				return nil, err
			case before == nil:
				return []event.Payload{&event.IgnoreRuleRemoved{ID: id}}, err
			}
			was := *before
			return []event.Payload{&was}, err
		},
		words: func(s *event.IgnoreRuleSet, _ func(uuid.UUID) string) string {
			switch {
			case s == nil:
				return "no rule"
			case s.Value == "":
				return fmt.Sprintf("devices of %s %d are ignored", s.Kind, s.NinjaID)
			}
			return fmt.Sprintf("devices with %s %q are ignored", s.Kind, s.Value)
		},
	}.of(undoKind{
		prefixes: []string{"ignore-rule/"}, needs: permission.IntegrationsManage, types: []event.Type{"IgnoreRuleSet", "IgnoreRuleRemoved"},
		about: func(uuid.UUID, string) (uuid.UUID, string) { return uuid.Nil, "ignore rule" },
	})
}

func scopeUndo() undoKind {
	return undoSpec[event.AssetScopeSet]{
		evolve: scopeDecider.Evolve,
		restore: func(_ string, now, before event.AssetScopeSet) ([]event.Payload, error) {
			return scopeDecider.Decide(now, before)
		},
		words: func(s event.AssetScopeSet, _ func(uuid.UUID) string) string {
			if s.MappedOnly {
				return "only devices of mapped organizations"
			}
			return "devices of all organizations"
		},
	}.of(undoKind{
		prefixes: []string{event.AssetScopeStream()}, needs: permission.IntegrationsManage, types: []event.Type{"AssetScopeSet"},
		about: func(uuid.UUID, string) (uuid.UUID, string) { return uuid.Nil, "which devices become assets" },
	})
}

func assetUndo() undoKind {
	return undoSpec[asset.Edited]{
		evolve: asset.EvolveEdited,
		restore: func(stream string, now, before asset.Edited) ([]event.Payload, error) {
			id, err := uuid.Parse(strings.TrimPrefix(stream, "asset/"))
			return asset.Restore(id, now, before), err
		},
		words: assetWords,
	}.of(undoKind{
		prefixes: []string{"asset/"}, needs: permission.AssetsManage,
		types: []event.Type{
			"FieldSet", "FieldLocked", "FieldUnlocked", "AssetRetired", "AssetRemoved", "AssetRestored",
			"AssetsMerged", "AssetsUnmerged", "AssetsDistinct", "AssetsUndecided", "ManualAssetRecorded", "ManualAssetRemoved",
		},
	})
}
