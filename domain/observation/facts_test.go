package observation_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/domain/observation"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// device is what the property draws: members that come and go.
type device struct {
	Name, Serial, Model *string
	Org, Loc            int64
	Maker, OS, Class    string
}

func (d device) row() string {
	text := func(s *string) string {
		if s == nil {
			return "null"
		}
		return quote(*s)
	}
	return fmt.Sprintf(`{"id":9,"systemName":%s,"organizationId":%d,"locationId":%d,"offline":true,"system":{"serialNumber":%s,"model":%s},"vendor":%q,"releaseName":%q,"nodeClass":%q}`,
		text(d.Name), d.Org, d.Loc, text(d.Serial), text(d.Model), d.Maker, d.OS, d.Class)
}

// long looks at the whole history, as no row of a read model may have to.
func long(history []device) event.DeviceFacts {
	facts := event.DeviceFacts{FirstObservedAt: start}
	present := history[len(history)-1]
	filled := func(path string, of func(device) *string) {
		if v := of(present); v != nil && *v != "" {
			return
		}
		for i, d := range slices.Backward(history) {
			if v := of(d); v != nil && *v != "" {
				if facts.LastFilled == nil {
					facts.LastFilled = map[string]event.FilledValue{}
				}
				facts.LastFilled[path] = event.FilledValue{Value: []byte(quote(*v)), Position: int64(i + 1)}
				return
			}
		}
	}
	filled("systemName", func(d device) *string { return d.Name })
	filled("system.serialNumber", func(d device) *string { return d.Serial })
	filled("system.model", func(d device) *string { return d.Model })
	filled("vendor", func(d device) *string { return &d.Maker })
	filled("releaseName", func(d device) *string { return &d.OS })
	filled("nodeClass", func(d device) *string { return &d.Class })
	facts.Names = past(history, func(d device) string { return deref(d.Name) })
	facts.Serials = past(history, func(d device) string { return deref(d.Serial) })
	facts.Models = past(history, func(d device) string { return deref(d.Model) })
	facts.Manufacturers = past(history, func(d device) string { return d.Maker })
	facts.Systems = past(history, func(d device) string { return d.OS })
	facts.Classes = past(history, func(d device) string { return d.Class })
	facts.Organizations = past(history, func(d device) int64 { return d.Org })
	facts.Locations = past(history, func(d device) int64 { return d.Loc })
	return facts
}

// past gives the ends of runs of one value, newest first, the present run and blanks
// left out.
func past[V comparable](history []device, of func(device) V) []V {
	var blank V
	var ended []V
	for i := 1; i < len(history); i++ {
		if was, is := of(history[i-1]), of(history[i]); was != is && was != blank && (len(ended) == 0 || ended[0] != was) {
			ended = append([]V{was}, ended...)
		}
	}
	return ended[:min(len(ended), 8)]
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func TestFLD_09_FactsOfOneObservationHoldTheWholeHistory(t *testing.T) {
	t.Parallel()
	texts := rapid.SampledFrom([]string{"", "A", "B", "C", "D"})
	drawn := rapid.Custom(func(t *rapid.T) device {
		text := rapid.Ptr(texts, true)
		return device{text.Draw(t, "name"), text.Draw(t, "serial"), text.Draw(t, "model"),
			rapid.Int64Range(0, 4).Draw(t, "org"), rapid.Int64Range(0, 2).Draw(t, "loc"),
			texts.Draw(t, "maker"), texts.Draw(t, "os"), texts.Draw(t, "class")}
	})
	rapid.Check(t, func(t *rapid.T) {
		history := rapid.SliceOfN(drawn, 1, 30).Draw(t, "history")
		var former *observation.Former
		for i, d := range history {
			next := observation.NewReader(observation.Devices)
			require.NoError(t, next.Read([]byte(d.row())))
			facts, notes := observation.CarryForward(former, next, start.Add(time.Duration(i)*time.Hour))
			require.Empty(t, notes)
			want, err := json.Marshal(long(history[:i+1]))
			require.NoError(t, err)
			got, err := json.Marshal(facts)
			require.NoError(t, err)
			require.JSONEq(t, string(want), string(got))
			stored := observation.NewReader(observation.Devices)
			require.NoError(t, stored.Read(slices.Clone(next.Stored())))
			former = &observation.Former{Device: stored, Facts: facts, Position: int64(i + 1)}
		}
	})
}

func TestFactsStaySmall(t *testing.T) {
	t.Parallel()
	var members []string
	for i := range 100 {
		members = append(members, fmt.Sprintf(`"m%02d":"%s"`, i, strings.Repeat("x", 900)))
	}
	former, next := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	require.NoError(t, former.Read([]byte(`{"id":1,"huge":"`+strings.Repeat("y", 3000)+`","systemName":"`+strings.Repeat("é", 500)+`",`+strings.Join(members, ",")+`}`)))
	require.NoError(t, next.Read([]byte(`{"id":1,"systemName":"short"}`)))
	facts, notes := observation.CarryForward(&observation.Former{Device: former, Position: 7}, next, start)
	encoded, err := json.Marshal(facts)
	require.NoError(t, err)
	require.Less(t, len(encoded), 16<<10)
	require.Equal(t, strings.Repeat("é", 128), facts.Names[0])
	require.Equal(t, "last value of huge not carried on, it has 3002 bytes", notes[0])
	require.Len(t, notes, 101-len(facts.LastFilled))
}

func TestPersonalValuesAreNotCarried(t *testing.T) {
	t.Parallel()
	former, next := observation.NewReader(observation.Devices), observation.NewReader(observation.Devices)
	require.NoError(t, former.Read([]byte(workstation)))
	require.NoError(t, next.Read([]byte(`{"id":5948}`)))
	facts, _ := observation.CarryForward(&observation.Former{Device: former, Position: 1}, next, start)
	for path, filled := range facts.LastFilled {
		require.NotContains(t, string(filled.Value), "oe@example", path)
		require.NotContains(t, path, "Owner")
		require.NotContains(t, path, "lastLoggedInUser")
		require.NotContains(t, path, "lastContact")
	}
	require.Equal(t, event.FilledValue{Value: []byte(`"PF4A0000"`), Position: 1}, facts.LastFilled["system.serialNumber"])
}
