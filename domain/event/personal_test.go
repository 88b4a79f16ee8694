package event

import (
	"bytes"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The written-out list, the Personals methods and the struct fields must say the same.
func TestPersonalMembersAreAClosedList(t *testing.T) {
	t.Parallel()
	listed := PersonalCatalog()
	for _, typ := range Catalog().Types() {
		definition, err := Catalog().Lookup(typ)
		require.NoError(t, err)
		payload := definition.empty()
		var paths []string
		for _, m := range PersonalMembers(payload) {
			paths = append(paths, m.Path)
		}
		require.Equal(t, listed[typ], paths, "%s: PersonalCatalog and Personals differ", typ)
		require.ElementsMatch(t, paths, personalFields(t, reflect.TypeOf(payload).Elem()), "%s: a field of type Personal is not in Personals", typ)
		delete(listed, typ)
	}
	require.Empty(t, listed, "types that are not in Catalog")
}

// personalFields lists the JSON names of a struct's fields of type Personal. Deeper
// ones have no path and are refused.
func personalFields(t *testing.T, s reflect.Type) []string {
	t.Helper()
	var names []string
	for f := range s.Fields() {
		if f.Type == reflect.TypeFor[Personal]() {
			names = append(names, strings.Split(f.Tag.Get("json"), ",")[0])
			continue
		}
		requireNotPersonal(t, f.Type, s.Name()+"."+f.Name, nil)
	}
	return names
}

func requireNotPersonal(t *testing.T, typ reflect.Type, path string, above []reflect.Type) {
	t.Helper()
	require.NotEqual(t, reflect.TypeFor[Personal](), typ, "%s: a personal member must be at the top of its payload", path)
	if slices.Contains(above, typ) || typ.PkgPath() != "" && !strings.HasPrefix(typ.PkgPath(), "coresync/") {
		return
	}
	above = append(above, typ)
	switch typ.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
		requireNotPersonal(t, typ.Elem(), path, above)
	case reflect.Struct:
		for f := range typ.Fields() {
			requireNotPersonal(t, f.Type, path+"."+f.Name, above)
		}
	}
}

func TestPlainMembersAreNotEncoded(t *testing.T) {
	t.Parallel()
	for typ, paths := range PersonalCatalog() {
		definition, err := Catalog().Lookup(typ)
		require.NoError(t, err)
		for i, path := range paths {
			payload := definition.empty()
			*PersonalMembers(payload)[i].Value = PlainPersonal(SubjectContact, "c-1", "Jo Doe")
			_, err := Encode(payload)
			require.EqualError(t, err, fmt.Sprintf("encode %s: member %s is personal and not sealed", typ, path))
		}
	}
}

func TestPersonalIsNeverPrinted(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		value := "secret " + rapid.StringMatching(`[a-z]{8,20}`).Draw(t, "value")
		p := &ContactRecorded{Name: PlainPersonal(SubjectContact, value, value)}
		p.Email.Seal(uuid.New(), 1, []byte("cipher"))
		p.Email.Open(value)
		verb := rapid.SampledFrom([]string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"}).Draw(t, "verb")
		out := fmt.Sprintf(verb, p) + fmt.Sprintf(verb, *p) + fmt.Sprintf(verb, []any{&p.Name, p.Email})
		require.NotContains(t, out, value)
		require.NotContains(t, out, fmt.Sprintf("%x", value))
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("contact", "name", p.Name, "pointer", &p.Email, "all", p)
		require.NotContains(t, log.String(), value)
		require.Contains(t, log.String(), `name="[personal: plain]"`)
	})
}

// FuzzPersonalFromJSON: whatever is read is absent, sealed or an error, never plain;
// what is sealed is written again as it was understood.
func FuzzPersonalFromJSON(f *testing.F) {
	f.Add([]byte(`null`))
	f.Add([]byte(`{"$s":"6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d","k":1,"c":"AAAA"}`))
	f.Add([]byte(`{"$s":"6f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d","k":1,"c":""}`))
	f.Add([]byte(`"Jo Doe"`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		p := PlainPersonal(SubjectContact, "c", "left over")
		if err := p.UnmarshalJSON(raw); err != nil {
			return
		}
		require.Empty(t, p.Text())
		require.False(t, p.Plain())
		require.NotEqual(t, p.Absent(), p.Sealed())
		if p.Sealed() {
			require.NotEqual(t, uuid.Nil, p.Subject)
			require.NotEmpty(t, p.Cipher)
			require.Positive(t, p.KeyVersion)
		}
		out, err := json.Marshal(p)
		require.NoError(t, err)
		var again Personal
		require.NoError(t, again.UnmarshalJSON(out))
		require.Equal(t, p, again)
	})
}
