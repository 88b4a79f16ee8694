package http

import (
	"fmt"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestCON_09_SuggestionsAreListedWithNameAndAddress(t *testing.T) {
	t.Parallel()
	associations := &fakeAssociations{}
	h := only(t, func(_ *Config, has *Services) { has.Associations = associations })
	scenario{path: fmt.Sprintf("/api/v1/contact-suggestions?state=high&state=differs&unassigned=true&customer=%s&sort=name", thing(7)),
		token: "technician", status: 200, golden: "suggestions.json"}.run(t, h)
	require.Equal(t, []api.AssociationFilter{{Customer: thing(7), States: []string{"high", "differs"}, Unassigned: true}}, associations.filters)
	play(t, h, []scenario{
		{name: "no such state", path: "/api/v1/contact-suggestions?state=lost", status: 400, code: "invalid"},
		{name: "who may not", path: "/api/v1/contact-suggestions", token: "member", status: 403, code: "permission_missing"},
	})
}

func decision(asset int, rest string) string {
	return fmt.Sprintf(`{"asset": %q, %s}`, thing(asset), rest)
}

func TestCON_10_14_SelectedSuggestionsAreAppliedRowByRow(t *testing.T) {
	t.Parallel()
	associations := &fakeAssociations{}
	h := only(t, func(_ *Config, has *Services) { has.Associations = associations })
	body := rows(
		decision(402, `"action": "apply", "expected_version": 3`),
		decision(403, fmt.Sprintf(`"action": "apply", "contact": %q, "other_customer": true, "replace": true, "expected_version": 1`, thing(31))),
		decision(404, `"action": "skip", "expected_version": 0`))
	scenario{method: "POST", path: "/api/v1/contact-suggestions/decisions", body: body, status: 200, golden: "suggestions_decided.json",
		want: map[string]string{"Coresync-Position": at(4712).String()}}.run(t, h)
	contact := thing(31)
	require.Equal(t, []api.AssociationDecision{
		{Asset: thing(402), Action: "apply", ExpectedVersion: 3},
		{Asset: thing(403), Action: "apply", Contact: &contact, OtherCustomer: true, Replace: true, ExpectedVersion: 1},
		{Asset: thing(404), Action: "skip"},
	}, associations.rows)
	play(t, h, []scenario{
		{name: "faults", method: "POST", path: "/api/v1/contact-suggestions/decisions", status: 400, golden: "suggestions_faults.json", body: rows(
			decision(402, `"action": "apply", "expected_version": 3`),
			decision(402, `"action": "skip", "expected_version": 3`),
			decision(403, fmt.Sprintf(`"action": "never", "contact": %q, "expected_version": 3`, thing(31))))},
		{name: "no version", method: "POST", path: "/api/v1/contact-suggestions/decisions", status: 400, code: "invalid", body: rows(decision(402, `"action": "apply"`))},
		{name: "nothing", method: "POST", path: "/api/v1/contact-suggestions/decisions", status: 400, code: "invalid", body: rows()},
	})
}

func TestCON_15_AllOfHighConfidenceAreApplied(t *testing.T) {
	t.Parallel()
	associations := &fakeAssociations{}
	h := only(t, func(_ *Config, has *Services) { has.Associations = associations })
	scenario{method: "POST", path: "/api/v1/contact-suggestions/apply-high", body: `{}`, status: 200, golden: "suggestions_applied.json"}.run(t, h)
	scenario{method: "POST", path: "/api/v1/contact-suggestions/apply-high", body: fmt.Sprintf(`{"customer": %q}`, thing(7)), status: 200}.run(t, h)
	scenario{method: "POST", path: "/api/v1/contact-suggestions/apply-high", body: fmt.Sprintf(`{"connection": %q}`, thing(5)), status: 200}.run(t, h)
	require.Equal(t, []api.AssociationFilter{{}, {Customer: thing(7)}, {Connection: thing(5)}}, associations.applied)
}

func TestASG_03_AllSelectedAreAssignedToOneContact(t *testing.T) {
	t.Parallel()
	associations := &fakeAssociations{}
	h := only(t, func(_ *Config, has *Services) { has.Associations = associations })
	scenario{method: "POST", path: "/api/v1/assignments", status: 200, golden: "assigned.json", body: fmt.Sprintf(`{"contact": %q, "rows": [
		{"asset": %q, "expected_version": 3}, {"asset": %q, "contact": %q, "expected_version": 0}, {"asset": %q, "unassign": true, "expected_version": 1}]}`,
		thing(31), thing(402), thing(403), thing(32), thing(404))}.run(t, h)
	one, other := thing(31), thing(32)
	require.Equal(t, []api.AssociationDecision{
		{Asset: thing(402), Action: "assign", Contact: &one, ExpectedVersion: 3},
		{Asset: thing(403), Action: "assign", Contact: &other},
		{Asset: thing(404), Action: "unassign", ExpectedVersion: 1},
	}, associations.rows)
	play(t, h, []scenario{
		{name: "to whom", method: "POST", path: "/api/v1/assignments", status: 400, golden: "assigned_faults.json", body: rows(
			decision(402, `"expected_version": 3`), decision(403, fmt.Sprintf(`"unassign": true, "contact": %q, "expected_version": 3`, thing(31))))},
		{name: "who may not", method: "POST", path: "/api/v1/assignments", token: "member", status: 403, code: "permission_missing",
			body: rows(decision(402, `"unassign": true, "expected_version": 3`))},
	})
}

func TestSCH_04_PeopleAreLinkedRowByRow(t *testing.T) {
	t.Parallel()
	links := &fakeContactLinks{}
	h := only(t, func(_ *Config, has *Services) { has.ContactLinks = links })
	scenario{path: "/api/v1/contact-links?state=offered&state=linked", token: "technician", status: 200, golden: "contact_links.json"}.run(t, h)
	person := func(id int, rest string) string {
		return fmt.Sprintf(`{"connection": %q, "source": "end_user", "person_id": %d, %s, "expected_version": 0}`, thing(5), id, rest)
	}
	scenario{method: "POST", path: "/api/v1/contact-links", status: 200, golden: "contact_links_decided.json", body: rows(
		person(91, `"action": "create"`), person(92, fmt.Sprintf(`"action": "link", "contact": %q`, thing(31))))}.run(t, h)
	contact := thing(31)
	require.Equal(t, []api.ContactLinkDecision{
		{Connection: thing(5), Source: "end_user", PersonID: 91, Action: "create"},
		{Connection: thing(5), Source: "end_user", PersonID: 92, Action: "link", Contact: &contact},
	}, links.rows)
	play(t, h, []scenario{
		{name: "faults", method: "POST", path: "/api/v1/contact-links", status: 400, golden: "contact_links_faults.json", body: rows(
			person(91, `"action": "ignore"`), person(91, `"action": "unlink"`), person(92, fmt.Sprintf(`"action": "ignore", "contact": %q`, thing(31))))},
		{name: "who may not", path: "/api/v1/contact-links", token: "observer", status: 403, code: "permission_missing"},
	})
}
