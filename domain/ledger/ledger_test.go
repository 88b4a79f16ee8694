package ledger_test

import (
	"strings"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/domain/ledger"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func id(n byte) uuid.UUID { return uuid.UUID{15: n} }

// devices draws how a small fleet stands at the end of a month.
func devices(t *rapid.T, label string) []ledger.Device {
	var all []ledger.Device
	for n := range byte(12) {
		if !rapid.Bool().Draw(t, label) {
			continue
		}
		all = append(all, ledger.Device{
			Asset: id(n), Customer: id(rapid.ByteRange(0, 2).Draw(t, "customer")), Class: rapid.SampledFrom([]string{"MAC", "WINDOWS_SERVER"}).Draw(t, "class"),
			Why: rapid.SampledFrom([]ledger.Why{"", "", "", ledger.WhyIgnored, ledger.WhyUnseen, ledger.WhyRetired}).Draw(t, "why"),
		})
	}
	return all
}

// What a line says adds up, and is what was billed at either end, to the device.
func TestOpeningAndMovementsAreTheClosing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		opening, closing := devices(t, "opening"), devices(t, "closing")
		m := ledger.Compare(opening, closing)
		billed := func(all []ledger.Device) map[ledger.Cell]int64 {
			n := map[ledger.Cell]int64{}
			for _, d := range all {
				if d.Why == "" {
					n[ledger.Cell{Customer: d.Customer, Class: d.Class}]++
				}
			}
			return n
		}
		before, now, in, out := billed(opening), billed(closing), int64(0), int64(0)
		for _, l := range m.Lines {
			require.Equal(t, l.Closing, l.Opening+l.Added-l.Removed+l.MovedIn-l.MovedOut)
			require.Equal(t, before[l.Cell], l.Opening)
			require.Equal(t, now[l.Cell], l.Closing)
			delete(before, l.Cell)
			delete(now, l.Cell)
			in, out = in+l.MovedIn, out+l.MovedOut
			for i, want := range []int64{l.Opening, l.Added, l.Removed, l.MovedIn, l.MovedOut, l.Closing} {
				n := int64(0)
				for _, e := range m.Entries {
					if e.In(l.Cell, ledger.Parts()[i]) {
						n++
					}
				}
				require.Equal(t, want, n, "the devices behind %s", ledger.Parts()[i])
			}
		}
		require.Empty(t, before, "each cell has its line")
		require.Empty(t, now)
		require.Equal(t, in, out, "what moves out somewhere moves in elsewhere")
		for _, e := range m.Entries {
			require.Equal(t, e.Kind == ledger.Added || e.Kind == ledger.Removed, e.Why != "", "what is added or removed has its reason")
		}
	})
}

func TestTheFirstReasonCounts(t *testing.T) {
	t.Parallel()
	table := ledger.DefaultClasses()
	seen := ledger.Facts{Class: "MAC", Seen: true}
	require.Empty(t, table.Judge(seen))
	for want, change := range map[ledger.Why]func(*ledger.Facts){
		ledger.WhyUnseen:  func(f *ledger.Facts) { f.Seen = false },
		ledger.WhyClass:   func(f *ledger.Facts) { f.Class = "NMS_SWITCH" },
		ledger.WhyUnknown: func(f *ledger.Facts) { f.Class = "TOASTER" },
		ledger.WhyRetired: func(f *ledger.Facts) { f.Retired = true },
		ledger.WhyIgnored: func(f *ledger.Facts) { f.Ignored, f.Retired = true, true },
		ledger.WhyRemoved: func(f *ledger.Facts) { f.Hidden, f.Ignored = true, true },
	} {
		f := seen
		change(&f)
		require.Equal(t, want, table.Judge(f))
	}
}

func TestTheTableIsEdited(t *testing.T) {
	t.Parallel()
	table := ledger.DefaultClasses()
	events, err := table.Decide(ledger.Classes{"NMS_SWITCH": true, "MAC": true})
	require.NoError(t, err)
	require.Len(t, events, 1)
	now := table.Evolve(events[0])
	require.True(t, now["NMS_SWITCH"])
	require.True(t, now["MAC"])
	require.False(t, table["NMS_SWITCH"], "the table of before is what it was")
	events, err = now.Decide(ledger.Classes{"NMS_SWITCH": true})
	require.NoError(t, err)
	require.Empty(t, events)
	for _, class := range []string{"lower", "<B>", "MAC ", "1ST", "A-B", strings.Repeat("A", 101)} {
		_, err = now.Decide(ledger.Classes{class: true})
		require.Error(t, err, class)
	}
	_, err = now.Decide(ledger.Classes{"": true})
	require.Error(t, err)
	require.Equal(t, now, now.Evolve(&event.AssetRetired{}))
}

func TestAMonthEndsInItsZone(t *testing.T) {
	t.Parallel()
	berlin, err := time.LoadLocation("Europe/Berlin")
	require.NoError(t, err)
	from, until := ledger.Bounds(2026, time.March, berlin)
	require.Equal(t, "2026-02-28T23:00:00Z", from.UTC().Format(time.RFC3339))
	require.Equal(t, "2026-03-31T22:00:00Z", until.UTC().Format(time.RFC3339), "summer time began")
	asuncion, err := time.LoadLocation("America/Asuncion")
	require.NoError(t, err)
	from, _ = ledger.Bounds(2017, time.October, asuncion)
	require.Equal(t, "2017-10-01T01:00:00-03:00", from.Format(time.RFC3339), "clocks were put forward at its midnight")
	_, until = ledger.Bounds(2026, time.December, time.UTC)
	require.Equal(t, "2027-01-01T00:00:00Z", until.Format(time.RFC3339))
}
