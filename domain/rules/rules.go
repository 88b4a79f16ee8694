// Package rules puts the rules of all parts of the domain into one set with a
// version: a running fold has exactly one. A set is data: JSON that a person edits,
// adopts with a reason, and finds again under its version.
package rules

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"coresync/domain/asset"
	"coresync/domain/matching"
	"coresync/domain/matching/orgs"
	"coresync/domain/matching/people"
)

// Set is one set of rules. It is never changed after it was made. A part is a
// member here and a line in parts; its own package says how it stands in JSON, and
// what would be wrong with it.
type Set struct {
	// Version names the set in rows, answers and comparisons.
	Version  string         `json:"-"`
	Asset    asset.Rules    `json:"asset"`
	Matching matching.Rules `json:"matching"`
	Orgs     *orgs.Rules    `json:"orgs"`
	People   *people.Rules  `json:"people"`
}

// part is one part of a set by its name in JSON.
type part struct {
	name  string
	rules any // pointer to the part; it may be a faulty
}

// parts lists the parts of the set.
func (s *Set) parts() []part {
	return []part{{"asset", &s.Asset}, {"matching", &s.Matching}, {"orgs", &s.Orgs}, {"people", &s.People}}
}

// DefaultVersion is the version of the set that every workspace begins with. Those
// that are adopted count on from it.
const DefaultVersion = "1"

// Default is the set of a new workspace.
func Default() *Set {
	s := &Set{Version: DefaultVersion, Asset: asset.DefaultRules(), Matching: matching.DefaultRules(), Orgs: orgs.DefaultRules(), People: people.DefaultRules()}
	s.Orgs = s.Orgs.Naming(s.Matching)
	return s
}

// VersionOf is the version of the nth set that a workspace adopted, from 1.
func VersionOf(nth int64) string { return strconv.FormatInt(nth+1, 10) }

// Nth is the opposite of VersionOf: 0 for the default, false for what is no version.
func Nth(version string) (nth int64, ok bool) {
	n, err := strconv.ParseInt(version, 10, 64)
	if err != nil || n < 1 || VersionOf(n-1) != version {
		return 0, false
	}
	return n - 1, true
}

// JSON is the set's canonical form: members sorted, no white space. Equal sets have
// equal bytes.
func (s *Set) JSON() []byte {
	raw, err := json.Marshal(s)
	if err == nil {
		raw, err = canonical(raw)
	}
	if err != nil {
		panic("rules: a set has no JSON: " + err.Error()) // the parts' types always have
	}
	return raw
}

// Digest is the SHA-256 of the canonical form, in hexadecimal.
func (s *Set) Digest() string {
	sum := sha256.Sum256(s.JSON())
	return hex.EncodeToString(sum[:])
}

// canonical sorts the members of all objects; numbers keep their digits.
func canonical(raw []byte) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var tree any
	if err := d.Decode(&tree); err != nil {
		return nil, err
	}
	return write(tree)
}

func write(tree any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(tree); err != nil {
		return nil, err
	}
	return bytes.TrimRight(b.Bytes(), "\n"), nil
}
