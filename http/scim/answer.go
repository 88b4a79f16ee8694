package scim

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// resource is a resource as JSON has it; filters, versions and the choice of attributes
// work on this form, so that they see what the client sees.
type resource map[string]any

const listSchema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

// mostListed is how many resources one page holds at most, and without a wish.
const mostListed = 200

func write(w http.ResponseWriter, status int, body any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return fmt.Errorf("encode an answer of SCIM: %w", err)
	}
	w.Header().Set("Content-Type", ContentType)
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // an error means that the client is gone
	return nil
}

// versioned puts the address and the version into meta. The version is a hash of what is
// shown, since an account and its roles come from several streams.
func (r *Request) versioned(v resource, kind, path string) {
	text, _ := json.Marshal(v) // texts, booleans, maps and slices of them always encode
	sum := sha256.Sum256(text)
	meta, _ := v["meta"].(resource)
	meta["resourceType"], meta["location"] = kind, r.base+path+"/"+v["id"].(string)
	meta["version"] = `W/"` + hex.EncodeToString(sum[:8]) + `"`
}

func (v resource) version() string {
	meta, _ := v["meta"].(resource)
	version, _ := meta["version"].(string)
	return version
}

// same tells whether a header of conditions names the version.
func (v resource) same(header string) bool {
	for tag := range strings.SplitSeq(header, ",") {
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || tag == strings.TrimPrefix(v.version(), "W/") {
			return true
		}
	}
	return false
}

// unchanged refuses a change of what is not any more as the client saw it.
func (r *Request) unchanged(v resource) error {
	if header := r.Header.Get("If-Match"); header != "" && !v.same(header) {
		return &Fault{Status: http.StatusPreconditionFailed, Detail: "It was changed meanwhile. Read it again first."}
	}
	return nil
}

// one answers with a resource.
func (r *Request) one(w http.ResponseWriter, status int, v resource) error {
	if version := v.version(); version != "" {
		w.Header().Set("ETag", version)
	}
	if none := r.Header.Get("If-None-Match"); status == http.StatusOK && r.Method == http.MethodGet && none != "" && v.same(none) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	meta, _ := v["meta"].(resource)
	location, _ := meta["location"].(string)
	w.Header().Set("Location", location)
	return write(w, status, r.chosen(v))
}

func (r *Request) number(name string, otherwise int) (int, error) {
	text := r.URL.Query().Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0, invalid("invalidValue", name+" is a whole number.")
	}
	return n, nil
}

// chosen leaves out what attributes and excludedAttributes say; id and schemas always
// stay (RFC 7644 §3.9).
func (r *Request) chosen(v resource) resource {
	only, without := named(r.URL.Query().Get("attributes")), named(r.URL.Query().Get("excludedAttributes"))
	if only == nil && without == nil {
		return v
	}
	kept := resource{}
	for name, value := range v {
		key := strings.ToLower(name)
		if key == "id" || key == "schemas" || only != nil && only[key] || only == nil && !without[key] {
			kept[name] = value
		}
	}
	return kept
}

// wants tells whether an attribute is to be shown.
func (r *Request) wants(name string) bool {
	only, without := named(r.URL.Query().Get("attributes")), named(r.URL.Query().Get("excludedAttributes"))
	return only[name] || only == nil && !without[name]
}

// named reads a list of attributes; a part of an attribute stands for all of it.
func named(list string) map[string]bool {
	if list == "" {
		return nil
	}
	names := map[string]bool{}
	for name := range strings.SplitSeq(strings.ToLower(list), ",") {
		name = strings.TrimSpace(name)
		if i := strings.LastIndexByte(name, ':'); i >= 0 && strings.HasPrefix(name, "urn:ietf:params:scim:schemas:core:") {
			name = name[i+1:]
		}
		if !strings.HasPrefix(name, "urn:") {
			name, _, _ = strings.Cut(name, ".")
		}
		names[name] = true
	}
	return names
}
