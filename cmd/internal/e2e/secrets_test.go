package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The secrets that a person types in; the second is a typing error.
const (
	typedSecret = "Zq7-client-secret/9Xv+kd=="
	wrongSecret = "Zq7-client-secret/9Xv+kd="
)

// spill collects everything that an installation lets out or keeps, by where.
type spill map[string][]byte

// lacks checks that a text is nowhere, in none of the forms in which it could be.
func (s spill) lacks(t *testing.T, what, text string) {
	t.Helper()
	require.GreaterOrEqual(t, len(text), 8, "%s is too short to be looked for", what)
	for name, form := range forms(text) {
		for place, content := range s {
			if at := bytes.Index(content, form); at >= 0 {
				t.Errorf("%s is in %s (%s): …%s…", what, place, name, content[max(0, at-120):min(len(content), at+len(form)+40)])
			}
		}
	}
}

func forms(text string) map[string][]byte {
	quoted, _ := json.Marshal(text) // a string always can be
	inner := string(quoted[1 : len(quoted)-1])
	return map[string][]byte{
		"plain": []byte(text), "quoted": []byte(inner), "quoted twice": []byte(strings.ReplaceAll(inner, `\`, `\\`)),
		"hex": []byte(hex.EncodeToString([]byte(text))), "escaped": []byte(url.QueryEscape(text)),
		"base64": []byte(base64.RawStdEncoding.EncodeToString([]byte(text))),
	}
}

func TestNothingSecretAndNothingPersonalGetsOut(t *testing.T) {
	t.Parallel()
	h := newHousehold(t)
	h.work()
	found := h.spill()
	secrets := map[string]string{"the client secret": typedSecret, "the wrong secret": wrongSecret, "the token of the API": h.api.token}
	require.Greater(t, len(h.sim.issued()), 6)
	for _, token := range h.sim.issued() {
		secrets["the token "+token] = token
	}
	key, err := os.ReadFile(filepath.Join(h.data, "master.key"))
	require.NoError(t, err)
	master := regexp.MustCompile(`[0-9a-f]{64}`).FindString(string(key))
	secrets["the master key"] = master
	raw, err := hex.DecodeString(master)
	require.NoError(t, err)
	secrets["the master key's bytes"] = string(raw)
	for what, secret := range secrets {
		found.lacks(t, what, secret)
	}
	// The browser is told code and state, and nobody else is.
	inside := maps.Clone(found)
	delete(inside, "answers")
	delete(inside, "printed")
	require.Len(t, h.codes, 2)
	for _, code := range h.codes {
		inside.lacks(t, "a code or state of the sign-in", code)
	}
	// Whoever may ask is shown persons. Nothing else has them.
	kept := spill{"logs": found["logs"], "database": found["database"]}
	persons, shown := h.persons(), 0
	require.Greater(t, len(persons), 100)
	for _, value := range persons {
		kept.lacks(t, "the person "+value, value)
		if bytes.Contains(found["answers"], []byte(value)) {
			shown++
		}
	}
	require.Greater(t, shown, 5)
	// What is no secret is found where it belongs, so the search does search.
	open := 0
	for _, content := range found {
		if bytes.Contains(content, []byte("By the machine")) {
			open++
		}
	}
	require.GreaterOrEqual(t, open, 4, "database, answers, what was printed, and files of the database")
	require.Regexp(t, `COPY poller\.stage [^\n]+;\n[0-9a-f-]{36}\t`, string(found["database"]), "the held run keeps its stage")
	require.NotEmpty(t, found["logs"])
}
