package http

import (
	"fmt"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

func TestMAP_05_OrganizationsAreListedWithTheirStatus(t *testing.T) {
	t.Parallel()
	play(t, only(t), []scenario{
		{name: "list", path: "/api/v1/organizations?sort=name", token: "member", status: 200, golden: "organizations.json"},
		{name: "locations", path: "/api/v1/locations", token: "member", status: 200, golden: "locations.json"},
		{name: "no such status", path: "/api/v1/organizations?status=lost", status: 400, code: "invalid"},
	})
}

func row(organization int, rest string) string {
	return fmt.Sprintf(`{"connection": %q, "organization_id": %d, %s}`, thing(5), organization, rest)
}

func rows(all ...string) string { return `{"rows": [` + strings.Join(all, ",") + `]}` }

func TestMAP_11_MappingsAreSavedRowByRow(t *testing.T) {
	t.Parallel()
	organizations := &fakeOrganizations{}
	h := only(t, func(_ *Config, has *Services) { has.Organizations = organizations })
	batch := rows(
		row(17, fmt.Sprintf(`"action": "map", "customer": %q, "expected_version": 2`, thing(7))),
		row(18, `"action": "ignore", "reason": "lab", "expected_version": 4`),
		row(19, `"action": "unmap", "expected_version": 0`),
		row(20, `"action": "confirm", "expected_version": 0`),
		row(21, fmt.Sprintf(`"action": "reject", "customer": %q, "expected_version": 0`, thing(7))),
		fmt.Sprintf(`{"connection": %q, "location_id": 31, "action": "ignore", "expected_version": 0}`, thing(5)))
	scenario{method: "PUT", path: "/api/v1/organization-mappings", body: batch, status: 200, golden: "mappings_saved.json",
		want: map[string]string{"Coresync-Position": at(4712).String()}}.run(t, h)
	customer := thing(7)
	require.Equal(t, []api.Mapping{
		{Connection: thing(5), OrganizationID: 17, Action: "map", Customer: &customer, ExpectedVersion: 2},
		{Connection: thing(5), OrganizationID: 18, Action: "ignore", Reason: "lab", ExpectedVersion: 4},
		{Connection: thing(5), OrganizationID: 19, Action: "unmap"},
		{Connection: thing(5), OrganizationID: 20, Action: "confirm"},
		{Connection: thing(5), OrganizationID: 21, Action: "reject", Customer: &customer},
		{Connection: thing(5), LocationID: 31, Action: "ignore"},
	}, organizations.rows)
	scenario{method: "POST", path: "/api/v1/organization-mappings/preview", body: batch, status: 200, golden: "mappings_preview.json"}.run(t, h)
}

func TestMappingsThatMakeNoSense(t *testing.T) {
	t.Parallel()
	many := make([]string, 501)
	for i := range many {
		many[i] = row(i+1, `"action": "unmap", "expected_version": 0`)
	}
	play(t, only(t), []scenario{
		{name: "faults", method: "PUT", path: "/api/v1/organization-mappings", status: 400, golden: "mappings_faults.json", body: rows(
			row(17, `"action": "map", "expected_version": 2`),
			row(18, fmt.Sprintf(`"action": "ignore", "customer": %q, "expected_version": 4`, thing(7))),
			row(17, `"action": "unmap", "expected_version": 2`),
			row(20, `"action": "reject", "expected_version": 2`),
			row(21, `"location_id": 3, "action": "unmap", "expected_version": 2`),
			fmt.Sprintf(`{"connection": %q, "location_id": 31, "action": "confirm", "expected_version": 0}`, thing(5)))},
		{name: "no version", method: "PUT", path: "/api/v1/organization-mappings", status: 400, code: "invalid", body: rows(row(17, `"action": "unmap"`))},
		{name: "nothing", method: "PUT", path: "/api/v1/organization-mappings", status: 400, code: "invalid", body: rows()},
		{name: "too many", method: "PUT", path: "/api/v1/organization-mappings", status: 400, code: "invalid", body: rows(many...)},
		{name: "who may not", method: "PUT", path: "/api/v1/organization-mappings", token: "manager", status: 403, code: "permission_missing",
			body: rows(row(17, `"action": "unmap", "expected_version": 2`))},
	})
}

func TestMAP_13_ASaveIsTakenBack(t *testing.T) {
	t.Parallel()
	one, other := "/api/v1/undo/"+thing(1).String(), "/api/v1/undo/"+thing(3).String()
	play(t, only(t), []scenario{
		{name: "preview", path: one, token: "member", status: 200, golden: "undo_preview.json"},
		{name: "undo what others may", method: "POST", path: one, token: "member", status: 403, code: "permission_missing"},
		{name: "undo", method: "POST", path: one, status: 200, golden: "undo.json", want: map[string]string{"Coresync-Position": at(4712).String()}},
		{name: "no such save", path: other, status: 404, code: "undo_not_found"},
		{name: "undo no such save", method: "POST", path: other, status: 404, code: "undo_not_found"},
		{name: "who may not", method: "POST", path: one, token: "manager", status: 403, code: "permission_missing"},
	})
}
