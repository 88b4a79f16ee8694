package observation_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/domain/observation"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// sights is a reader with its glance, and what they remember, as the poller has them.
type sights struct {
	table   *observation.Table
	reader  *observation.Reader
	glance  *observation.Glance
	printer *observation.Printer
	known   map[int64]observation.Sight
}

func newSights(t testing.TB, table *observation.Table) *sights {
	t.Helper()
	printer, err := observation.NewPrinter([observation.PrinterSecretSize]byte{1, 2, 3})
	require.NoError(t, err)
	r := observation.NewReader(table)
	return &sights{table, r, observation.NewGlance(r), printer, make(map[int64]observation.Sight)}
}

// decided is what comes of a row.
type decided struct {
	verdict      observation.Verdict
	id, org      int64
	online, said bool
	user, fault  string
}

// long decides the long way, and remembers the row.
func (s *sights) long(raw string, head observation.Head, now time.Time) (d decided, tag observation.Tag) {
	_, sure := s.glance.Look([]byte(raw))
	err := s.reader.Read([]byte(raw))
	if err == nil {
		d.id, err = s.reader.ID("id")
	}
	if err != nil {
		return decided{fault: err.Error()}, tag
	}
	offline, known := s.reader.Bool("offline")
	d.org, d.online, d.said = s.reader.Int("organizationId"), known && !offline, known
	d.user = s.reader.Text("lastLoggedInUser")
	tag = s.reader.Tag(plainTagger)
	d.verdict = observation.Decide(d.id, head, tag, s.table.Version, now)
	if sure {
		s.known[d.id] = s.glance.Sight(s.printer, tag)
	}
	return d, tag
}

// short decides by a glance, if it can.
func (s *sights) short(raw string, head observation.Head, now time.Time) (d decided, sure bool) {
	seen, sure := s.glance.Look([]byte(raw))
	known, met := s.known[seen.ID]
	if !sure || !met || !s.glance.Unchanged(s.printer, known, seen.ID, head, s.table.Version, now) {
		return decided{}, false
	}
	return decided{
		verdict: observation.Unchanged, id: seen.ID, org: seen.Organization, online: seen.Online, said: seen.Known, user: seen.UserName(),
	}, true
}

func TestAGlanceSaysWhatReadingSays(t *testing.T) {
	t.Parallel()
	tables := []*observation.Table{
		observation.Devices, observation.Accounts, observation.Contacts,
		observation.NewTable("odd", 7, map[string]observation.Class{
			"os": observation.Dropped, "os.name": observation.Digested, "volumes[]": observation.Volatile,
			"volumes[].capacity": observation.Sampled, "a": observation.Personal, "tags[]": observation.Sampled,
		}),
	}
	all := make([]*sights, len(tables)) // one each for all rows, so that shapes are met
	for i, table := range tables {
		all[i] = newSights(t, table)
	}
	asked, sure := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		s := all[rapid.IntRange(0, len(all)-1).Draw(t, "table")]
		first := likely().Draw(t, "row")
		_, tag := s.long(first, observation.Head{}, start)
		_, tag = s.long(first, observation.Head{}, start) // its names are met now
		head := observation.Head{
			Version: max(0, rapid.Int64Range(-1, 9).Draw(t, "version")), Tag: tag[:], RecordedAt: start,
			TagVersion: s.table.Version - max(0, rapid.Int16Range(-9, 1).Draw(t, "version of the table")),
		}
		now := start.Add(time.Duration(rapid.IntRange(0, 50).Draw(t, "hours")) * time.Hour)
		next := altered(t, first)
		short, ok := s.short(next, head, now)
		asked++
		if !ok {
			return
		}
		sure++
		long, _ := s.long(next, head, now)
		require.Equal(t, long, short, "%s\n%s", first, next)
	})
	t.Logf("sure of %d of %d", sure, asked)
	require.Positive(t, sure, "glances are never sure: the test tests nothing")
}

// likely draws rows that a glance may be sure of, and some others.
func likely() *rapid.Generator[string] {
	members := rapid.SampledFrom([]string{
		`"offline":true`, `"offline":false,"organizationId":13`, `"lastLoggedInUser":"EXAMPLE\\jdoe"`, `"lastContact":17.5`,
		`"ipAddresses":["10.0.0.1","fe80::1"]`, `"os":{"lastBootTime":1.50,"name":"W"}`, `"volumes":[{"freeSpace":1},{"freeSpace":2,"capacity":3}]`,
		`"references":{"assignedOwner":{"id":3,"email":"","assignedDeviceIds":[1,2]},"backupUsage":{"a":1}}`, `"name":null`, `"tags":["b","a"]`,
	})
	return rapid.Custom(func(t *rapid.T) string {
		some := rapid.SliceOfNDistinct(members, 1, 6, rapid.ID).Draw(t, "members")
		if rapid.IntRange(0, 3).Draw(t, "in order") > 0 { // as NinjaOne's rows are
			slices.Sort(some)
		}
		row := `{"id":7,` + strings.Join(some, ",")
		if rapid.IntRange(0, 3).Draw(t, "more") == 0 {
			if more := strings.TrimSpace(strings.TrimPrefix(rows().Draw(t, "row"), "{")); more != "}" {
				return row + "," + more
			}
		}
		return row + "}"
	})
}

// altered is the row as it comes the next time: mostly with some bytes of another
// kind, some of which are broken JSON.
func altered(t *rapid.T, row string) string {
	for range rapid.IntRange(0, 3).Draw(t, "harmless alterations") {
		pair := rapid.SampledFrom([][2]string{
			{"17.5", "99"}, {"true", "false"}, {"false", "null"}, {"jdoe", "sam"}, {"1.50", "2"}, {`"freeSpace":1`, `"freeSpace":5`}, {"[1,2]", "[]"},
		}).Draw(t, "alteration")
		row = strings.Replace(row, pair[0], pair[1], 1)
	}
	for range max(0, rapid.IntRange(-3, 3).Draw(t, "alterations")) {
		pair := rapid.SampledFrom([][2]string{
			{"17.5", "99"}, {"17.5", "1e5"}, {"17.5", "1e"}, {"17.5", "017"}, {"17.5", "null"}, {"17.5", `"x"`}, {"17.5", ""}, {"17.5", "-"}, {"17.5", "1e9999999"},
			{"true", "false"}, {"false", "true"}, {"false", "null"}, {"false", "7"}, {"13", "14"}, {"13", "13.0"}, {"jdoe", "sam"}, {"jdoe", `s\m`}, {"jdoe", `s\"m`},
			{"jdoe", "\xff"}, {"jdoe", "\x01"}, {"jdoe", `\u0041`}, {`"10.0.0.1",`, ""}, {`"10.0.0.1"`, `"10.0.0.2"`}, {"10.0.0.1", `10"`}, {"1.50", "1.5"}, {"1.50", "2"},
			{`"freeSpace":1`, `"freeSpace":5`}, {`"freeSpace":1`, `"freeSpace":{}`}, {"[1,2]", "[2,1,]"}, {"[1,2]", "[]"}, {"[1,2]", "7"}, {`{"a":1}`, "[1]"}, {`{"a":1}`, `{"a":1`},
			{`"id":7`, `"id":8`}, {`"id":7`, `"id":7,"id":8`}, {`"id":7`, `"id":7.0`}, {`"W"`, `"V"`}, {",", ", "}, {":", " :"}, {"}", "} "}, {"{", "{{"}, {"}", ""}, {`"os"`, `"so"`},
		}).Draw(t, "alteration")
		row = strings.Replace(row, pair[0], pair[1], 1)
	}
	if rapid.IntRange(0, 19).Draw(t, "cut") == 0 && len(row) > 0 {
		row = row[:rapid.IntRange(0, len(row)-1).Draw(t, "at")]
	}
	return row
}

func TestAGlanceIsSureOfARealDevice(t *testing.T) {
	t.Parallel()
	s := newSights(t, observation.Devices)
	s.long(workstation, observation.Head{}, start)
	_, tag := s.long(workstation, observation.Head{}, start)
	head := observation.Head{Version: 1, Tag: tag[:], TagVersion: 1, RecordedAt: start}
	for _, c := range []struct {
		name, old, new string
		now, later     bool // whether it is unchanged by a glance
	}{
		{"nothing", "{", "{", true, true},
		{"contact", "1759136775.901000000", "1759136999.9", true, true},
		{"presence", `"offline":false`, `"offline":true`, true, true},
		{"last user", `jdoe`, `sam`, true, true},
		{"owner's devices", `"assignedDeviceIds":[5948]`, `"assignedDeviceIds":[5948,7]`, true, true},
		{"free space", "60945354752", "60945354753", true, false},
		{"address order", `"10.10.88.4","fe80::1:26ff:fecb:352"`, `"fe80::1:26ff:fecb:352","10.10.88.4"`, true, false},
		{"name", "EXA-LAP-001 (Jane)", "EXA-LAP-001 (Joe)", false, false},
		{"owner", "jane.doe@example.test", "joe.doe@example.test", false, false},
		{"spelling", `"memory":{"capacity":34000000000}`, `"memory":{"capacity":34000000000.0}`, false, false},
		{"a member never heard of", `{"id"`, `{"hologram":true,"id"`, false, false},
		{"broken", `"lastUpdate":1759136775.901000000`, `"lastUpdate":1759136775.`, false, false},
		{"cut off", `"assignedDeviceIds":[5948]}}}`, `"assignedDeviceIds":[5948]}}`, false, false},
	} {
		require.Contains(t, workstation, c.old, c.name)
		next := strings.Replace(workstation, c.old, c.new, 1)
		_, sure := s.short(next, head, start.Add(time.Hour))
		require.Equal(t, c.now, sure, c.name)
		_, sure = s.short(next, head, start.Add(30*time.Hour))
		require.Equal(t, c.later, sure, c.name)
	}
	other := tag
	other[0]++
	head.Tag = other[:]
	_, sure := s.short(workstation, head, start)
	require.False(t, sure, "the head has another tag")
}

func BenchmarkGlance(b *testing.B) {
	s := newSights(b, observation.Devices)
	s.long(workstation, observation.Head{}, start)
	_, tag := s.long(workstation, observation.Head{}, start)
	head := observation.Head{Version: 1, Tag: tag[:], TagVersion: 1, RecordedAt: start}
	raw := []byte(workstation)
	b.SetBytes(int64(len(raw)))
	b.ReportAllocs()
	defer cpu(b)()
	for b.Loop() {
		seen, _ := s.glance.Look(raw)
		if !s.glance.Unchanged(s.printer, s.known[seen.ID], seen.ID, head, 1, start) {
			b.Fatal("not sure")
		}
	}
}
