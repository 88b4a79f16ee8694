package observation_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/domain/observation"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// plainTagger needs no key.
func plainTagger(dst, data []byte) []byte {
	sum := sha256.Sum256(data)
	return append(dst, sum[:16]...)
}

var start = time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)

func tagOf(t require.TestingT, table *observation.Table, raw string) observation.Tag {
	r := observation.NewReader(table)
	require.NoError(t, r.Read([]byte(raw)))
	return r.Tag(plainTagger)
}

func TestWhatIsNews(t *testing.T) {
	t.Parallel()
	base := tagOf(t, observation.Devices, workstation)
	head := observation.Head{Version: 3, Tag: base[:], TagVersion: 1, RecordedAt: start}
	for _, c := range []struct {
		name, old, new string
		sameDay, later observation.Verdict
	}{
		{"contact", "1759136775.901000000", "1759136999.9", observation.Unchanged, observation.Unchanged},
		{"presence", `"offline":false`, `"offline":true`, observation.Unchanged, observation.Unchanged},
		{"last user", `jdoe`, `sam`, observation.Unchanged, observation.Unchanged},
		{"address order", `"10.10.88.4","fe80::1:26ff:fecb:352"`, `"fe80::1:26ff:fecb:352","10.10.88.4"`, observation.Unchanged, observation.Unchanged},
		{"address repeated", `["00:15:5D:00:00:04"`, `["00:15:5D:00:00:02","00:15:5D:00:00:04"`, observation.Unchanged, observation.Unchanged},
		{"owner's devices", `"assignedDeviceIds":[5948]`, `"assignedDeviceIds":[5948,7]`, observation.Unchanged, observation.Unchanged},
		{"free space", "60945354752", "60945354753", observation.Unchanged, observation.Sample},
		{"boot time", "1758761443.000000000", "1758761444", observation.Unchanged, observation.Sample},
		{"address", "10.10.88.4", "10.10.88.5", observation.Unchanged, observation.Sample},
		{"public address", "203.0.113.242", "203.0.113.1", observation.Unchanged, observation.Sample},
		{"name", "EXA-LAP-001 (Jane)", "EXA-LAP-001 (Joe)", observation.Changed, observation.Changed},
		{"absent", `"displayName":"EXA-LAP-001 (Jane)",`, "", observation.Changed, observation.Changed},
		{"null is not absent", `"displayName":"EXA-LAP-001 (Jane)"`, `"displayName":null`, observation.Changed, observation.Changed},
		{"nanosecond", "1743088826.524929000", "1743088826.524929001", observation.Changed, observation.Changed},
		{"warranty", "1792368000.000000000", "1792368001", observation.Changed, observation.Changed},
		{"owner", "jane.doe@example.test", "joe.doe@example.test", observation.Changed, observation.Changed},
		{"another card", "00:15:5D:00:00:02", "00:15:5D:00:00:03", observation.Changed, observation.Changed},
		{"volume gone", `"label":"Data"`, `"label":"Old"`, observation.Changed, observation.Changed},
		{"a member never heard of", `{"id"`, `{"hologram":true,"id"`, observation.Changed, observation.Changed},
	} {
		require.Contains(t, workstation, c.old, c.name)
		tag := tagOf(t, observation.Devices, strings.Replace(workstation, c.old, c.new, 1))
		require.Equal(t, c.sameDay, observation.Decide(5948, head, tag, 1, start.Add(11*time.Hour)), c.name)
		require.Equal(t, c.later, observation.Decide(5948, head, tag, 1, start.Add(24*time.Hour)), c.name)
	}
}

func TestHeadsOfOtherKinds(t *testing.T) {
	t.Parallel()
	tag := tagOf(t, observation.Devices, workstation)
	require.Equal(t, observation.New, observation.Decide(1, observation.Head{}, tag, 1, start))
	require.Equal(t, observation.Returned, observation.Decide(1, observation.Head{Version: 2, TagVersion: 1}, tag, 1, start))
	require.Equal(t, observation.Stale, observation.Decide(1, observation.Head{Version: 2, TagVersion: 1, Tag: tag[:]}, tag, 2, start))
}

// Whatever the hours of the runs, a row is sampled once in its day at most, and a
// row that is polled daily is sampled daily.
func TestSamplesComeOnceADay(t *testing.T) {
	t.Parallel()
	one, two := tagOf(t, observation.Devices, `{"publicIP":"1"}`), tagOf(t, observation.Devices, `{"publicIP":"2"}`)
	rapid.Check(t, func(t *rapid.T) {
		id := rapid.Int64Range(1, 1<<32-1).Draw(t, "id")
		every := time.Duration(rapid.SampledFrom([]int{1, 10, 60, 24 * 60}).Draw(t, "minutes")) * time.Minute
		last, samples, days := start, 0, 6
		for now := start; now.Before(start.Add(time.Duration(days) * 24 * time.Hour)); now = now.Add(every) {
			if observation.Decide(id, observation.Head{Version: 1, Tag: one[:], TagVersion: 1, RecordedAt: last}, two, 1, now) == observation.Sample {
				require.GreaterOrEqual(t, now.Sub(last), 12*time.Hour)
				last, samples = now, samples+1
			}
		}
		require.LessOrEqual(t, samples, days)
		require.GreaterOrEqual(t, samples, days-1)
	})
}

// A digested member that differs makes another tag, wherever it is.
func TestEveryDigestedLeafCounts(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	rapid.Check(t, func(t *rapid.T) {
		raw := rows().Draw(t, "row")
		a, b := naive(t, standard(raw)), naive(t, standard(rows().Draw(t, "other")))
		require.NoError(t, r.Read([]byte(raw)))
		tag := r.Tag(plainTagger)
		require.Equal(t, tag[:16], plainTagger(nil, []byte(a.digested)))
		require.Equal(t, a.digested == b.digested, string(tag[:16]) == string(plainTagger(nil, []byte(b.digested))))
	})
}

// A new version of the table recomputes the tags of what is stored: what was cut
// out is put back first.
func TestTagsAreComputedAnewFromWhatIsStored(t *testing.T) {
	t.Parallel()
	r := observation.NewReader(observation.Devices)
	next := observation.NewTable("device", 2, map[string]observation.Class{
		"volumes": observation.Sampled, "references.assignedOwner": observation.Personal, "lastLoggedInUser": observation.Dropped,
	})
	for _, raw := range []string{workstation, `{"id":1,"references":{"assignedOwner":{"id":3}}}`, `{"id":1,"references":{}}`, `{"id":1}`} {
		require.NoError(t, r.Read([]byte(raw)))
		owner := r.AppendJSON(nil, "references", "assignedOwner")
		restored := observation.Restore(slices.Clone(r.Stored()), owner, "references", "assignedOwner")
		require.Equal(t, tagOf(t, next, raw), tagOf(t, next, string(restored)), raw)
		require.Equal(t, tagOf(t, observation.Devices, raw), tagOf(t, observation.Devices, string(restored)), raw)
	}
}

func TestChangedMembersAreNamed(t *testing.T) {
	t.Parallel()
	before, after := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	require.NoError(t, before.Read([]byte(workstation)))
	other := strings.NewReplacer("21HDCTO1WW", "21XX", `"displayName":"EXA-LAP-001 (Jane)",`, "", "10.10.88.4", "10.10.88.5",
		"60945354752", "1", `"label":"Data"`, `"label":"D"`, "jane.doe@", "j.doe@", `"offline":false`, `"offline":true`).Replace(workstation)
	require.NoError(t, after.Read([]byte(other)))
	require.Equal(t, []string{"displayName", "references.assignedOwner.email", "system.model", "volumes"}, observation.ChangedMembers(before, after))
	require.Empty(t, observation.ChangedMembers(before, before))
}

// Names are given exactly where the digest differs.
func TestChangedMembersAgreeWithTheTag(t *testing.T) {
	t.Parallel()
	a, b := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	rapid.Check(t, func(t *rapid.T) {
		one, two := read(t, a, rows().Draw(t, "one")), read(t, b, rows().Draw(t, "two"))
		if one.digested == two.digested {
			require.Empty(t, observation.ChangedMembers(a, b))
		} else {
			require.NotEmpty(t, observation.ChangedMembers(a, b), fmt.Sprint(one, two))
		}
		require.True(t, json.Valid([]byte(one.stored)))
	})
}
