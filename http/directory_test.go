package http

import (
	"encoding/json"
	"net/http"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Every kind of thing in the directory is made, shown, changed and removed alike.
func TestDirectory(t *testing.T) {
	t.Parallel()
	customer := thing(7).String()
	for _, kind := range []struct{ path, draft, patch, bad string }{
		{"customers", `{"name": "Acme <GmbH>", "external_id": "C-1", "number": "10001", "domains": ["acme.example"], "city": "Köln"}`,
			`{"city": "", "domains": []}`, `{"name": "", "domains": ["Not a domain"], "city": 7}`},
		{"contacts", `{"customer": "` + customer + `", "external_id": "P-1", "name": "Jane Doe", "email": "jane@acme.example", "phone": "+49 221 1"}`,
			`{"email": ""}`, `{"customer": "7", "email": "no address"}`},
		{"contracts", `{"customer": "` + customer + `", "external_id": "V-1", "name": "Care", "start": "2024-02-29", "end": "2027-02-28"}`,
			`{"end": ""}`, `{"customer": "` + customer + `", "name": "x", "start": "2023-02-29"}`},
		{"tickets", `{"customer": "` + customer + `", "contact": "` + thing(8).String() + `", "external_id": "T-1", "number": "4711", "subject": "Slow", "status": "open"}`,
			`{"status": "closed"}`, `{"status": null}`},
		{"assets", `{"name": "Beamer", "model": "EB-1", "category": "Other", "status": "in_use", "customer": "` + customer + `"}`,
			`{"name": "Projector"}`, `{"category": "Toaster", "serial": "typo"}`},
		{"warranties", `{"asset": "` + thing(9).String() + `", "external_id": "W-1", "name": "Next day", "start": "2024-02-29", "end": "2027-02-28"}`,
			`{"end": "2028-02-29"}`, `{"asset": "9", "end": ""}`},
	} {
		t.Run(kind.path, func(t *testing.T) {
			t.Parallel()
			h, path := only(t), "/api/v1/"+kind.path
			w := scenario{method: "POST", path: path, body: kind.draft, status: 201, want: map[string]string{"Etag": `"1"`}}.run(t, h)
			var made api.Written
			require.NoError(t, json.Unmarshal(w.Body.Bytes(), &made))
			one := path + "/" + made.ID.String()
			require.Equal(t, one, w.Header().Get("Location"))
			require.Equal(t, made.Position.String(), w.Header().Get("Coresync-Position"))

			scenario{path: one, status: 200, want: map[string]string{"Etag": `"1"`}, golden: kind.path + "_one.json"}.run(t, h)
			scenario{path: path + "?limit=2", status: 200, golden: kind.path + "_list.json"}.run(t, h)
			scenario{method: "PATCH", path: one, body: kind.patch, header: map[string]string{"If-Match": `"1"`}, status: 200,
				want: map[string]string{"Etag": `"2"`}}.run(t, h)
			scenario{path: one, status: 200, golden: kind.path + "_changed.json"}.run(t, h)
			scenario{method: "POST", path: path, body: kind.bad, status: 400, code: "invalid", golden: kind.path + "_faults.json"}.run(t, h)

			play(t, h, []scenario{
				{name: "somebody was faster", method: "PATCH", path: one, body: kind.patch, header: map[string]string{"If-Match": `"1"`}, status: 412, code: "version_conflict"},
				{name: "any version", method: "PATCH", path: one, body: kind.patch, header: map[string]string{"If-Match": `*`}, status: 200},
				{name: "no version", method: "PATCH", path: one, body: kind.patch, header: map[string]string{"If-Match": `W/"1"`}, status: 400, code: "invalid"},
				{name: "nothing to change", method: "PATCH", path: one, body: `{}`, status: 400, code: "invalid"},
				{name: "unknown", path: path + "/" + thing(9).String(), status: 404},
				{name: "change unknown", method: "PATCH", path: path + "/" + thing(9).String(), body: kind.patch, status: 404},
				{name: "who may look may not write", method: "POST", path: path, body: kind.draft, token: "member", status: 403, code: "permission_missing"},
				{name: "no body", method: "POST", path: path, status: 400, code: "invalid"},
				{name: "no JSON", method: "POST", path: path, body: "name=x", header: map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, status: 415, code: "media_type"},
				{name: "another character set", method: "POST", path: path, body: kind.draft, header: map[string]string{"Content-Type": "application/json; charset=latin1"}, status: 415, code: "media_type"},
				{name: "a character set", method: "PATCH", path: one, body: kind.patch, header: map[string]string{"Content-Type": "application/json; charset=UTF-8"}, status: 200},
			})
			t.Cleanup(func() {
				scenario{method: "DELETE", path: one, status: 200}.run(t, h)
				scenario{method: "DELETE", path: one, status: 404}.run(t, h)
			})
		})
	}
}

func TestPersonalDataNeedsMoreThanAssets(t *testing.T) {
	t.Parallel()
	play(t, only(t), []scenario{
		{name: "billing sees customers", path: "/api/v1/customers", token: "billing_admin", status: 200},
		{name: "billing sees no contacts", path: "/api/v1/contacts", token: "billing_admin", status: 403, code: "permission_missing"},
		{name: "members see contacts", path: "/api/v1/contacts", token: "member", status: 200},
	})
}

// The same key is carried out once; each tenant and key makes an append id of its own.
func TestIdempotencyKey(t *testing.T) {
	t.Parallel()
	customers := fakeCustomers()
	h := only(t, func(_ *Config, has *Services) { has.Customers = customers })
	post := func(key string) api.Written {
		w := scenario{method: "POST", path: "/api/v1/customers", body: `{"name": "Acme"}`, status: 201,
			header: map[string]string{"Idempotency-Key": key}}.run(t, h)
		var done api.Written
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &done))
		return done
	}
	first, again, other := post("ä key, 1"), post("ä key, 1"), post("2")
	require.False(t, first.Replayed)
	require.True(t, again.Replayed)
	require.Equal(t, first.ID, again.ID)
	require.Equal(t, first.Position, again.Position)
	require.NotEqual(t, first.ID, other.ID)
	require.Equal(t, "045ca825-49f6-5701-838d-cb0cbe611091", customers.commands[2].AppendID.String(), "UUIDv5 of tenant and key")
	require.Equal(t, tenant, customers.commands[0].Tenant)
	require.Equal(t, "token:"+thing(1).String(), customers.commands[0].Actor)
	long := make([]byte, 256)
	for i := range long {
		long[i] = 'k'
	}
	scenario{method: "POST", path: "/api/v1/customers", body: `{"name": "Acme"}`, status: 400, code: "invalid",
		header: map[string]string{"Idempotency-Key": string(long)}}.run(t, h)
	post(string(long[:255]))
}

func TestBodiesHaveALimit(t *testing.T) {
	t.Parallel()
	h := only(t, func(c *Config, _ *Services) { c.BodyLimit = 64 })
	body := `{"name": "` + string(make([]byte, 100)) + `"}`
	scenario{method: "POST", path: "/api/v1/customers", body: body, status: http.StatusRequestEntityTooLarge, code: "body_too_large"}.run(t, h)
}
