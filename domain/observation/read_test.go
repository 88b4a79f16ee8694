package observation_test

import (
	"errors"
	"strings"
	"testing"

	"coresync/domain/observation"

	"github.com/stretchr/testify/require"
)

func TestStoredDeviceHasNoPersonalMember(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	require.NoError(t, r.Read([]byte(workstation)))
	stored := string(r.Stored())
	for _, personal := range []string{"Jane\"", "Doe", "jdoe", "jane.doe@example.test", "assignedOwner", "lastLoggedInUser"} {
		require.NotContains(t, stored, personal)
	}
	require.Contains(t, stored, `"created":1743088826.524929,`)
	require.Contains(t, stored, `"references":{"warranty":{"endDate":1792368000,`)
	require.Equal(t, `EXAMPLE\jdoe`, r.Text("lastLoggedInUser"))
	require.Equal(t, "d6917463-fd25-4cdc-be23-ccaee033f180", r.Text("references", "assignedOwner", "uid"))
	require.Contains(t, string(r.AppendJSON(nil, "references", "assignedOwner")), `"assignedDeviceIds":[5948],"email":"jane.doe@example.test"`)
	id, err := r.ID("id")
	require.NoError(t, err)
	require.Equal(t, int64(5948), id)
	require.Equal(t, int64(13), r.Int("organizationId"))
	require.Equal(t, "PF4A0000", observation.DeviceSerial(r))
	require.Equal(t, "EXA-LAP-001 (Jane)", observation.DeviceName(r))
}

func TestNumbersHaveOneForm(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Organizations)
	for token, want := range map[string]string{
		"1.0e3": "1000", "1000": "1000", "1000.000": "1000", "10E2": "1000", "-0": "0", "-0.000e9": "0", "0.10": "0.1",
		"1743088826.524929000": "1743088826.524929", "1743088826524929000e-9": "1743088826.524929",
		"12345678901234567890123456789012345678901234567890": "1.234567890123456789012345678901234567890123456789e49",
		"1e40": "1e40", "1e39": "1" + strings.Repeat("0", 39), "1e-41": "0." + strings.Repeat("0", 40) + "1", "1e-42": "1e-42",
		"0e999999999999999999999999": "0", "1e1000000": "1e1000000",
	} {
		require.NoError(t, r.Read([]byte(`{"n":`+token+`}`)), token)
		require.Equal(t, `{"n":`+want+`}`, string(r.Stored()), token)
	}
}

func TestNotesTellWhatWasChanged(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	raw := `{"id":1,"system":{"model":"a\u0000b","model":"c\u0000","name":"` + "\xff" + `"},"volumes":[{"label":"\ud800"}],"id":2,"ok":"\u0041"}`
	require.NoError(t, r.Read([]byte(raw)))
	require.Equal(t, `{"id":2,"ok":"A","system":{"model":"c�","name":"�"},"volumes":[{"label":"�"}]}`, string(r.Stored()))
	require.Equal(t, []string{
		"NUL replaced in system.model", "NUL replaced in system.model", "invalid UTF-8 replaced in system.name",
		"repeated, the last value counts: system.model", "half of a surrogate pair replaced in volumes.label",
		"repeated, the last value counts: id",
	}, r.Notes())
}

func TestManyNotesAreCounted(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	require.NoError(t, r.Read([]byte(`{`+strings.Repeat(`"a":1,`, 100)+`"a":1}`)))
	require.Len(t, r.Notes(), 17)
	require.Equal(t, "and 84 more", r.Notes()[16])
}

func TestRowsThatCannotBeObserved(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	for raw, reason := range map[string]string{
		"":                        observation.ReasonBadJSON,
		"[1]":                     observation.ReasonNotObject,
		"null":                    observation.ReasonNotObject,
		`"text"`:                  observation.ReasonNotObject,
		`{"id":1`:                 observation.ReasonBadJSON,
		`{"id":1}}`:               observation.ReasonBadJSON,
		`{"id":1,}`:               observation.ReasonBadJSON,
		`{"id":01}`:               observation.ReasonBadJSON,
		`{"id":1.}`:               observation.ReasonBadJSON,
		`{"id":"\x"}`:             observation.ReasonBadJSON,
		`{"id":1 "b":2}`:          observation.ReasonBadJSON,
		`{"id":nul}`:              observation.ReasonBadJSON,
		`{"id":1e99999999999999}`: observation.ReasonBadNumber,
		`{"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`: observation.ReasonTooDeep,
		`{"a":"` + strings.Repeat("x", observation.MaxStored) + `"}`:      observation.ReasonTooLarge,
	} {
		err := r.Read([]byte(raw))
		var row *observation.RowError
		require.True(t, errors.As(err, &row), "%.40q: %v", raw, err)
		require.Equal(t, reason, row.Reason, "%.40q: %v", raw, err)
		require.NotContains(t, err.Error(), "xxx", "no value of a row in a message")
	}
	require.NoError(t, r.Read([]byte(workstation)), "the reader goes on after an error")
}

func TestARowThatFailsIsStillNamed(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	for _, raw := range []string{
		`{"id":77,"a":"` + strings.Repeat("x", observation.MaxStored) + `"}`,
		`{"id":77,"a":{"id":5,"b":1e99999999999999999}}`,
		`{"uid":"x","id":77,"a":` + strings.Repeat("[", 70) + strings.Repeat("]", 70) + `}`,
		`{"id":77,"a":[`,
	} {
		require.Error(t, r.Read([]byte(raw)))
		id, err := r.ID("id")
		require.NoError(t, err, "%.40q", raw)
		require.Equal(t, int64(77), id)
	}
}

func TestIDsThatAreNone(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	for raw, reason := range map[string]string{
		`{}`: observation.ReasonNoID, `{"id":null}`: observation.ReasonNoID, `{"id":0}`: observation.ReasonBadID,
		`{"id":-4}`: observation.ReasonBadID, `{"id":4294967296}`: observation.ReasonBadID, `{"id":"7"}`: observation.ReasonBadID,
		`{"id":1.5}`: observation.ReasonBadID, `{"id":[7]}`: observation.ReasonBadID,
	} {
		require.NoError(t, r.Read([]byte(raw)))
		_, err := r.ID("id")
		var row *observation.RowError
		require.True(t, errors.As(err, &row), raw)
		require.Equal(t, reason, row.Reason, raw)
	}
}

func TestRolesKeepMembersByIDAlone(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Roles)
	require.NoError(t, r.Read([]byte(`{"id":1,"name":"Helpdesk","members":[{"id":31,"email":"j@example.test","name":"Jane","source":"MANUAL"}]}`)))
	require.Equal(t, `{"id":1,"members":[{"id":31,"source":"MANUAL"}],"name":"Helpdesk"}`, string(r.Stored()))
}

// FuzzRead holds what any input must hold: no panic, and where a row is read, its
// stored form is JSON that is its own stored form.
func FuzzRead(f *testing.F) {
	f.Add([]byte(workstation))
	f.Add([]byte(`{"a":[{"b":1e5},"\ud83d\ude00",null],"a":{}}`))
	f.Add([]byte("{\"a\":\"\xff\x00\x01\"}"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		r := observation.NewReader(observation.Devices)
		if r.Read([]byte(workstation)) != nil || r.Read(raw) != nil {
			return
		}
		stored := string(r.Stored())
		tag := r.Tag(plainTagger)
		_, err := naiveDecode([]byte(stored))
		require.NoError(t, err)
		again := observation.NewReader(observation.Devices)
		require.NoError(t, again.Read(raw))
		require.Equal(t, stored, string(again.Stored()), "shapes change nothing")
		require.Equal(t, tag, again.Tag(plainTagger))
		require.NoError(t, again.Read([]byte(stored)))
		require.Equal(t, stored, string(again.Stored()))
		require.Empty(t, again.Notes())
	})
}
