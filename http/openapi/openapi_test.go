package openapi

import (
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"coresync/domain"

	"github.com/stretchr/testify/require"
)

func loaded(t *testing.T) *Description {
	t.Helper()
	d, err := Load()
	require.NoError(t, err)
	return d
}

func TestDescriptionIsValidAndComplete(t *testing.T) {
	t.Parallel()
	d := loaded(t)
	require.NotEmpty(t, d.Operations())
	for _, o := range d.Operations() {
		require.NotNil(t, o.Route().Operation.Responses.Default(), o.ID)
		require.NotEmpty(t, o.Route().Operation.Summary, o.ID)
	}
}

// Every object in a body that is sent refuses what it doesn't know.
func TestBodiesThatAreSentRefuseUnknownMembers(t *testing.T) {
	t.Parallel()
	for _, o := range loaded(t).Operations() {
		body := o.Route().Operation.RequestBody
		if body == nil || body.Value.Content["application/json"] == nil {
			continue
		}
		require.NotEmpty(t, o.CheckJSON([]byte(`{"no_such_member": 1}`)), o.ID)
		require.Contains(t, o.CheckJSON([]byte(`{"no_such_member": 1}`)), domain.Fault{
			Pointer: "/no_such_member", Code: "unknown", Message: "There is no such member here. Look for a misspelling.",
		}, o.ID)
	}
}

func TestAllFaultsOfABodyAreListed(t *testing.T) {
	t.Parallel()
	create := loaded(t).Operation("createToken")
	require.Empty(t, create.CheckJSON([]byte(`{"name": "backup", "role": "observer", "permissions": ["audit:view"]}`)))
	require.Equal(t, []domain.Fault{
		{Pointer: "/colour", Code: "unknown", Message: "There is no such member here. Look for a misspelling."},
		{Pointer: "/expires_at", Code: "format", Message: "A time is written as in RFC 3339, such as 2026-03-31T12:00:00Z."},
		{Pointer: "/name", Code: "required", Message: "This is required."},
		{Pointer: "/permissions", Code: "repeated", Message: "Give each only once."},
		{Pointer: "/permissions/2", Code: "enum", Message: "Allowed are integrations:view, integrations:manage, assets:view, " +
			"assets:manage, contacts:manage, tickets:view, reports:view, access:view, access:manage, audit:view, operations:manage, users:manage."},
		{Pointer: "/role", Code: "enum", Message: "Allowed are owner, super_admin, admin, manager, technician, " +
			"billing_admin, billing_readonly, connector_admin, member, observer."},
	}, create.CheckJSON([]byte(`{"role": 7, "colour": "red", "expires_at": "tomorrow", "permissions": ["audit:view", "audit:view", "x"]}`)))
}

func TestBrokenBodies(t *testing.T) {
	t.Parallel()
	create := loaded(t).Operation("createToken")
	for body, code := range map[string]string{
		``:                      "malformed",
		`{"name": "a`:           "malformed",
		`{"name": }`:            "malformed",
		`{} {}`:                 "trailing_data",
		`[]`:                    "type",
		`{"name": null}`:        "null",
		"{\"name\": \"a\"}\x00": "trailing_data",
	} {
		faults := create.CheckJSON([]byte(body))
		require.NotEmpty(t, faults, body)
		require.Equal(t, code, faults[0].Code, "%s: %+v", body, faults)
	}
}

func TestParametersAreCheckedTogether(t *testing.T) {
	t.Parallel()
	list := loaded(t).Operation("listTokens")
	check := func(query string) []domain.Fault {
		return list.CheckParameters(httptest.NewRequest("GET", "/api/v1/tokens"+query, nil), nil)
	}
	require.Empty(t, check(""))
	require.Empty(t, check("?limit=500&state=active&sort=-name"))
	require.Equal(t, []domain.Fault{
		{Pointer: "?sort", Code: "repeated", Message: "Give this parameter once."},
		{Pointer: "?staet", Code: "unknown", Message: "There is no such parameter here. Look for a misspelling."},
		{Pointer: "?limit", Code: "too_large", Message: "Number must be at most 500."},
		{Pointer: "?state", Code: "enum", Message: "Allowed are active, expired, revoked."},
	}, check("?staet=active&limit=501&state=alive&sort=name&sort=name"))
	require.Equal(t, "malformed", check("?limit=many")[0].Code)
	require.Equal(t, "malformed", check("?limit=%zz")[0].Code)
	require.Equal(t, "empty", check("?limit=")[0].Code)
	assets := loaded(t).Operation("listAssets")
	for query, code := range map[string]string{
		"organization=1e3": "malformed", "organization=%2B17": "malformed", "organization=17.0": "malformed", "organization=0": "too_small",
		"missing=1": "malformed", "missing=TRUE": "malformed", "q=a%00": "nul", "category=Mac&category=Toaster": "enum", "category=Mac,Server": "enum",
	} {
		faults := assets.CheckParameters(httptest.NewRequest("GET", "/api/v1/assets?"+query, nil), nil)
		require.NotEmpty(t, faults, query)
		require.Equal(t, code, faults[0].Code, query)
	}
	one := loaded(t).Operation("getToken")
	r := httptest.NewRequest("GET", "/api/v1/tokens/7", nil)
	require.Equal(t, []domain.Fault{{Pointer: "?id", Code: "format", Message: "This is no UUID."}},
		one.CheckParameters(r, map[string]string{"id": "7"}))
}

func TestFormats(t *testing.T) {
	t.Parallel()
	for _, good := range []error{
		isUUID("5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11"), isDate("2024-02-29"), isZone("Europe/Berlin"), isZone("UTC"),
		isInstant("2026-03-31T12:00:00.123456+02:00"), isPosition("5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11:0"),
		isDomain("@Acme.Example"), isDomain("a-1.co.uk"), isOptionalEmail(""), isOptionalEmail("o'neil+it@acme.example"), isOptionalDate(""),
	} {
		require.NoError(t, good)
	}
	for _, bad := range []error{
		isUUID("{5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11}"), isUUID("5f0c1e1e8d5c4f8e9b0a0d7c3f4e2a11"), isDate("2023-02-29"),
		isZone("Local"), isZone(""), isZone("Mars/Olympus"), isZone("../etc/passwd"), isInstant("2026-03-31"),
		isPosition("5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11:-1"), isPosition("7"),
		isDomain("localhost"), isDomain("a..b"), isDomain("a b.de"), isDomain("a/b.de"), isDomain(""), isOptionalDate("31.3.2026"),
		isOptionalEmail("a@"), isOptionalEmail("@b"), isOptionalEmail("a@b@c"), isOptionalEmail("a b@c"), isOptionalEmail("a@b\r\nBcc: c@d"),
	} {
		require.Error(t, bad)
	}
}

func TestPartsThatDisagreeAreRefused(t *testing.T) {
	t.Parallel()
	root := "paths: {}\ntags: [{name: a}]\n"
	files := func(part string) fstest.MapFS {
		return fstest.MapFS{"parts/root.yaml": {Data: []byte(root)}, "parts/more.yaml": {Data: []byte(part)}}
	}
	for part, want := range map[string]string{
		"openapi: 3.0.3\npaths:\n  /a: {get: {x-kind: dance, responses: {}}}": `GET /a: x-kind "dance" is unknown`,
		"paths:\n  /a: {get: {summary: s}}":                                   "GET /a: it has no responses",
		"tags: {name: b}":                                                     "add more.yaml to the description: tags is defined twice (line 1)",
		"- list":                                                              "read more.yaml: its top is no mapping",
	} {
		_, err := assemble(files(part))
		require.EqualError(t, err, want)
	}
	out, err := assemble(files("tags: [{name: b}]\npaths:\n  /a: {get: {x-kind: command, responses: {'200': {description: ok}}}}"))
	require.NoError(t, err)
	require.Contains(t, string(out), "Coresync-Position")
	require.Contains(t, string(out), "name: b")
}

// Whatever can be read is read as of another moment, or says why it can't be; a reason ends
// as a sentence, and the refusal tells it.
func TestWhatIsReadIsOfAnyMomentOrSaysWhyNot(t *testing.T) {
	t.Parallel()
	walked := 0
	for _, o := range loaded(t).Operations() {
		if o.Method != "GET" || !strings.HasPrefix(o.Path, "/api/v1/") || o.ID == "compare" { // which takes two
			continue
		}
		walked++
		require.NotEqual(t, o.Takes("as_of"), o.AlwaysNow != "", "%s takes as_of or says in x-always-now why not", o.ID)
		if o.AlwaysNow == "" {
			continue
		}
		require.Regexp(t, `^[A-Z].*\.$`, o.AlwaysNow, o.ID)
		r := httptest.NewRequest("GET", o.Path+"?as_of=4000", nil)
		require.Contains(t, o.CheckParameters(r, map[string]string{"id": "7bd1e0e8-8a3c-4b7e-9df1-1d6f7d1c3f10", "name": "asset"}), domain.Fault{
			Pointer: "?as_of", Code: "always_now", Message: "This is always of now. " + o.AlwaysNow + " Leave as_of out.",
		}, o.ID)
	}
	require.Greater(t, walked, 60)
}
