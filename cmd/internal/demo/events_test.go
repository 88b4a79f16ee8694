package demo_test

import (
	"strings"
	"testing"
	"time"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// The log is narrowed by what people know: an asset with its devices, who did it, what was done
// in one go, a run, days; and each event is a sentence with the names of things.
func TestTheLogIsNarrowedByWhatPeopleKnow(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	suggestions(t, d, api.AssociationFilter{}) // once they are made
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	who := api.Command{Tenant: d.Tenant, Actor: "user:" + uuid.NewString()}
	bulk, err := services.Associations.ApplyHigh(t.Context(), who, api.AssociationFilter{})
	require.NoError(t, err)
	require.NotEmpty(t, bulk.Rows)
	given := bulk.Rows[0].Asset
	list := func(f api.EventFilter) []api.Event {
		t.Helper()
		f.Tell, f.Open = true, true
		found, err := services.Events.List(t.Context(), scope, f, api.List{Limit: 500, Sort: api.Sort{By: "position", Descending: true}})
		require.NoError(t, err)
		return found.Data.Items
	}

	about := list(api.EventFilter{About: "asset/" + given.ID.String()})
	var types []string
	for _, e := range about {
		types = append(types, e.Type)
		require.Contains(t, e.Sentence, given.Name, "%s is told by name", e.Type)
	}
	require.Contains(t, types, "DeviceAssigned")
	require.Contains(t, types, "DeviceObserved", "the device that it is made of")
	require.Contains(t, about[0].Sentence, given.Name+" was assigned to ")
	require.NotContains(t, about[0].Sentence, "a contact", "he is named")

	byHim := list(api.EventFilter{Actor: who.Actor})
	require.NotEmpty(t, byHim)
	for _, e := range byHim {
		require.Equal(t, who.Actor, e.Actor)
		require.Equal(t, *bulk.Undo, e.CorrelationID)
	}
	require.Equal(t, byHim, list(api.EventFilter{Correlation: *bulk.Undo}))
	require.Empty(t, list(api.EventFilter{Actor: who.Actor, Types: []string{"DeviceObserved"}}))

	runs, err := services.Runs.List(t.Context(), scope, api.RunFilter{}, api.List{Limit: 1, Sort: api.Sort{By: "started_at", Descending: true}})
	require.NoError(t, err)
	ended := *runs.Data.Items[0].EndedAt
	for _, s := range []api.Scope{scope, {Tenant: d.Tenant, AsOf: &api.Moment{Position: runs.Position.N}}} { // now and in the past
		for after, want := range map[time.Time]int{ended: 0, ended.Add(-time.Microsecond): 1} {
			found, err := services.Runs.List(t.Context(), s, api.RunFilter{EndedAfter: after}, api.List{Limit: 1, Sort: api.Sort{By: "started_at", Descending: true}})
			require.NoError(t, err)
			require.Len(t, found.Data.Items, want)
		}
	}
	run := list(api.EventFilter{Run: runs.Data.Items[0].ID})
	require.Len(t, run, 500)
	for _, e := range run {
		require.Equal(t, runs.Data.Items[0].ID, e.CorrelationID)
	}
	first, last := list(api.EventFilter{To: 1})[0], byHim[0]
	require.Len(t, list(api.EventFilter{Since: last.RecordedAt, Types: []string{last.Type}, From: last.Position}), 1)
	require.Empty(t, list(api.EventFilter{Until: first.RecordedAt.Add(-time.Microsecond)}))
	require.EqualValues(t, 1, list(api.EventFilter{ID: first.ID})[0].Position)
}

// What is no thing, or is not there, is told.
func TestTheLogOfWhatIsNotThere(t *testing.T) {
	t.Parallel()
	d := start(t)
	for code, f := range map[domain.Code][]api.EventFilter{
		domain.CodeInvalid:  {{About: "weather/1"}, {About: "asset/x"}, {About: "organization/" + uuid.NewString()}, {Types: []string{"Weather"}}},
		domain.CodeNotFound: {{About: "asset/" + uuid.NewString()}, {Run: uuid.New()}},
	} {
		for _, f := range f {
			_, err := d.App.Services().Events.List(t.Context(), api.Scope{Tenant: d.Tenant}, f, api.List{Limit: 5, Sort: api.Sort{By: "position"}})
			require.Equal(t, code, domain.ErrorCode(err), "%+v: %v", f, err)
		}
	}
}

// Every event that there is can be told, its parts make the sentence, and names of contacts are
// told only to who may see them.
func TestEveryEventOfADemoIsTold(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	told := map[string]string{}
	for list := (api.List{Limit: 500, Sort: api.Sort{By: "position"}}); ; {
		found, err := d.App.Services().Events.List(t.Context(), api.Scope{Tenant: d.Tenant}, api.EventFilter{Tell: true}, list)
		require.NoError(t, err)
		for _, e := range found.Data.Items {
			told[e.Type] = e.Sentence
			text := ""
			for _, p := range e.Told {
				text += p.Text
			}
			require.Equal(t, e.Sentence, text)
			require.NotEmpty(t, strings.TrimSpace(text), e.Type)
		}
		if list.After = found.Data.Next; list.After == nil {
			break
		}
	}
	require.Contains(t, told["CustomerRecorded"], " was recorded")
	require.Contains(t, told["SyncCompleted"], "compared and applied")
	require.Regexp(t, `^A contact was recorded, of .+$`, told["ContactRecorded"], "names of people are told only to who may see them")
}
