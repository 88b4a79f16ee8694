package ninjasim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"coresync/adapters/ninjasim"
)

// schema is the part of OpenAPI that the extract uses.
type schema struct {
	Ref                  string `json:"$ref"`
	Type, Format         string
	Enum                 []string
	Items                *schema
	Properties           map[string]*schema
	AdditionalProperties json.RawMessage
	AllOf                []*schema
}

// description is testdata/openapi-extract.json.
type description struct {
	Routes  map[string]*schema
	Schemas map[string]*schema
}

func describe(t *testing.T) *description {
	t.Helper()
	raw, err := os.ReadFile("testdata/openapi-extract.json")
	require.NoError(t, err)
	var d description
	require.NoError(t, json.Unmarshal(raw, &d))
	return &d
}

// undocumented members were seen in captured answers.
var undocumented = []string{"Volume.nodeId", "User.tags", "User.fields"}

// nullable members are sent as null; everything else is left out.
var nullable = []string{"User.organizationId", "User.tags", "User.fields", "Group.deviceCount", "Group.lastEvaluated"}

var (
	nineDecimals = regexp.MustCompile(`^-?\d+\.\d{9}$`)
	uuidForm     = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
)

// check gives what is wrong with a value.
func (d *description) check(at, owner string, v any, s *schema) []string {
	if s.Ref != "" {
		owner = s.Ref[strings.LastIndexByte(s.Ref, '/')+1:]
		s = d.Schemas[owner]
	}
	switch v := v.(type) {
	case map[string]any:
		return d.checkObject(at, owner, v, s)
	case []any:
		if s.Type != "array" {
			return []string{at + ": an array"}
		}
		var out []string
		for i, x := range v {
			out = append(out, d.check(at+"["+strconv.Itoa(i)+"]", owner, x, s.Items)...)
		}
		return out
	case string:
		return checkString(at, v, s)
	case json.Number:
		return checkNumber(at, v.String(), s)
	case bool:
		if s.Type != "boolean" {
			return []string{at + ": a truth value"}
		}
	}
	return nil
}

func (d *description) checkObject(at, owner string, v map[string]any, s *schema) []string {
	if owner == "Device" { // the discriminator names the schema of the row
		owner, _ = v["deviceType"].(string)
		if s = d.Schemas[owner]; s == nil {
			return []string{at + ": device type " + owner}
		}
	}
	members := map[string]*schema{}
	for _, part := range append([]*schema{s}, s.AllOf...) {
		if part.Ref != "" {
			part = d.Schemas[part.Ref[strings.LastIndexByte(part.Ref, '/')+1:]]
		}
		for k, m := range part.Properties {
			members[k] = m
		}
	}
	if len(members) == 0 && len(s.AdditionalProperties) > 0 {
		return nil
	}
	var out []string
	for k, x := range v {
		name := owner + "." + k
		switch {
		case x == nil:
			if !slices.Contains(nullable, name) {
				out = append(out, at+"."+k+": null")
			}
		case members[k] != nil:
			out = append(out, d.check(at+"."+k, owner, x, members[k])...)
		case !slices.Contains(undocumented, name):
			out = append(out, at+"."+k+": unknown member of "+owner)
		}
	}
	return out
}

func checkString(at, v string, s *schema) []string {
	switch {
	case s.Type != "string":
		return []string{at + ": a string"}
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, v):
		return []string{at + ": " + v + " is not in the enumeration"}
	case s.Format == "uuid" && !uuidForm.MatchString(v):
		return []string{at + ": " + v + " is no UUID"}
	}
	return nil
}

func checkNumber(at, v string, s *schema) []string {
	switch s.Type {
	case "integer":
		bits := 64
		if s.Format == "int32" {
			bits = 32
		}
		if _, err := strconv.ParseInt(v, 10, bits); err != nil {
			return []string{at + ": " + v + " is no " + s.Format}
		}
	case "number":
		if !nineDecimals.MatchString(v) {
			return []string{at + ": " + v + " has not nine decimals"}
		}
	default:
		return []string{at + ": a number"}
	}
	return nil
}

// TestEveryRouteAnswersAsDescribed compares the body of every served route
// with the vendor's description.
func TestEveryRouteAnswersAsDescribed(t *testing.T) {
	t.Parallel()
	d := describe(t)
	b := setup(t, ninjasim.Config{Devices: 300})
	b.sim.Advance(1)
	ids := b.example()
	for route, s := range d.Routes {
		method, path, _ := strings.Cut(route, " ")
		body, queries := "", []string{""}
		switch {
		case method == http.MethodPost:
			body = fmt.Sprintf(`{"firstName":"Ada","lastName":"Byron","email":"ada%d@a.example","organizationId":%d}`, len(path), ids.org)
		case strings.HasSuffix(path, "members"):
			body = "[" + strconv.Itoa(ids.technician) + "]"
		case method == http.MethodPatch:
			body = `{"lastName":"Lovelace"}`
		default:
			queries = variants(path)
		}
		for _, q := range queries {
			resp := b.do(method, ids.fill(path)+q, strings.NewReader(body))
			status, got := drain(t, resp)
			require.Equal(t, http.StatusOK, status, "%s: %s", route, got)
			require.Equal(t, "application/json", resp.Header.Get("Content-Type"), route)
			dec := json.NewDecoder(bytes.NewReader([]byte(got)))
			dec.UseNumber()
			var v any
			require.NoError(t, dec.Decode(&v), route)
			faults := d.check("", "", v, s)
			require.Empty(t, faults[:min(len(faults), 8)], "%s%s", route, q)
		}
	}
}

// variants are the queries that change what a route answers.
func variants(path string) []string {
	all := "?expand=organization,location,rolePolicy,policy,role,backupUsage,warranty,assignedOwner,backupBandwidthThrottle"
	switch path {
	case "/v2/devices", "/v2/devices-detailed":
		return []string{"", all, all + "&df=status%20%3D%20DECOMMISSIONED", "?df=status=PENDING"}
	case "/v2/users", "/v2/organization/{id}/end-users":
		return []string{"", "?includeRoles=true"}
	case "/v2/devices/search":
		return []string{"?q=ws", "?q=10.&limit=3"}
	case "/v2/activities":
		return []string{"?pageSize=1000"}
	}
	return []string{""}
}

// example names one of each thing.
type example struct{ org, device, technician, endUser, contact int }

func (b *bundle) example() example {
	b.t.Helper()
	e := example{org: b.sim.Organizations()[1].ID}
	for _, u := range b.sim.Users() {
		if u.Technician {
			e.technician = u.ID
		} else {
			e.endUser = u.ID
		}
	}
	for _, d := range b.sim.Devices() {
		if d.LastUser != "" && len(d.Volumes) > 0 {
			e.device = d.ID
		}
	}
	e.contact = int(b.rows("/v2/contacts")[0]["id"].(float64))
	return e
}

// fill puts ids into a path.
func (e example) fill(path string) string {
	id := e.device
	switch {
	case strings.Contains(path, "/organization/"):
		id = e.org
	case strings.Contains(path, "/technician/"):
		id = e.technician
	case strings.Contains(path, "/end-user/"):
		id = e.endUser
	case strings.Contains(path, "/contact/"):
		id = e.contact
	case strings.Contains(path, "/group/"):
		id = 563
	}
	return strings.NewReplacer("{id}", strconv.Itoa(id), "{roleId}", "3").Replace(path)
}

// The checker itself must see each kind of fault.
func TestCheckerSeesFaults(t *testing.T) {
	t.Parallel()
	d := describe(t)
	row := d.Routes["GET /v2/devices"].Items
	for body, want := range map[string]string{
		`{"id":1.5}`:                      ".id: 1.5 is no int32",
		`{"id":"1"}`:                      ".id: a string",
		`{"created":1743088826.5}`:        ".created: 1743088826.5 has not nine decimals",
		`{"displayName":null}`:            ".displayName: null",
		`{"nodeClass":"TOASTER"}`:         ".nodeClass: TOASTER is not in the enumeration",
		`{"uid":"x"}`:                     ".uid: x is no UUID",
		`{"colour":"red"}`:                ".colour: unknown member of NodeWithDetailedReferences",
		`{"offline":1}`:                   ".offline: a number",
		`{"maintenance":{"start":1}}`:     ".maintenance.start: 1 has not nine decimals",
		`{"tags":"a"}`:                    ".tags: a string",
		`{"systemName":["a"]}`:            ".systemName: an array",
		`{"id":1,"systemName":"A-LT-01"}`: "",
	} {
		dec := json.NewDecoder(strings.NewReader(body))
		dec.UseNumber()
		var v any
		require.NoError(t, dec.Decode(&v))
		require.Equal(t, want, strings.Join(d.check("", "", v, row), "; "))
	}
}
