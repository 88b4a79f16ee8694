package demo_test

import (
	nethttp "net/http"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// decisions are what people decide about synced assets, over HTTP.
func (c *client) decisions(t *testing.T) {
	c.t = t
	after := func(w api.Written) string { return "?min_position=" + w.Position.String() }
	devices := strong(t, c.demo)
	id := func(i int) string { return devices[i].id(c.demo).String() }
	one := "/api/v1/assets/" + id(0)

	var shown api.Asset
	etag := c.get(one, &shown).Get("ETag")
	require.Equal(t, `"0"`, etag)
	require.Empty(t, shown.Locks)
	ninja := shown.Name
	set := c.command("PATCH", one, `{"name": "Desk 7", "status": "maintenance", "notes": "Left dock broken"}`, "If-Match", etag)
	require.Equal(t, nethttp.StatusPreconditionFailed, c.ask("PATCH", one, `{"name": "Desk 8"}`, "If-Match", etag).Code)
	c.get(one+after(set), &shown)
	require.Equal(t, []string{"Desk 7", "maintenance"}, []string{shown.Name, shown.Status})
	require.Contains(t, shown.Notes, "Left dock broken\n\n--- NinjaOne ---\nOS: ", "FLD-05")
	require.Equal(t, ninja, shown.Locks[0].Ninja)
	var why api.Why
	c.get(one+"/why/name"+after(set), &why)
	require.Equal(t, []string{"Desk 7", "hand", "FieldSet"}, []string{why.Value, why.Source, why.Event.Type})
	require.Equal(t, ninja, why.Offered[0].Value)
	unlocked := c.command("DELETE", one+"/locks/name", "")
	c.get(one+after(unlocked), &shown)
	require.Equal(t, ninja, shown.Name)
	c.get(one+"/why/serial_number", &why)
	require.Equal(t, []string{"ninjaone", "system.serialNumber", "DeviceObserved"}, []string{why.Source, why.Member, why.Event.Type})
	require.NotNil(t, why.Event.Run)
	require.Equal(t, nethttp.StatusNotFound, c.ask("GET", one+"/why/size", "").Code)
	require.Equal(t, nethttp.StatusConflict, c.ask("POST", one+"/retire", "").Code)
	require.Equal(t, nethttp.StatusBadRequest, c.ask("PATCH", one, `{"customer": "`+uuid.NewString()+`"}`).Code)

	dropped := c.command("DELETE", "/api/v1/assets/"+id(1), "")
	require.Equal(t, nethttp.StatusNotFound, c.ask("GET", "/api/v1/assets/"+id(1)+after(dropped), "").Code)
	restored := c.command("POST", "/api/v1/assets/"+id(1)+"/restore", "")
	c.get("/api/v1/assets/"+id(1)+after(restored), nil)

	merged := c.command("POST", "/api/v1/asset-merges", `{"assets": ["`+id(2)+`", "`+id(3)+`"]}`)
	var whole api.Asset
	c.get("/api/v1/assets/"+id(3)+after(merged), &whole)
	require.Len(t, whole.Records, 2)
	require.Equal(t, nethttp.StatusBadRequest, c.ask("POST", "/api/v1/asset-merges", `{"assets": ["`+id(2)+`", "`+uuid.NewString()+`"]}`).Code)
	var merges struct{ Items []api.AssetMerge }
	c.get("/api/v1/asset-merges", &merges)
	apart := c.command("DELETE", "/api/v1/asset-merges/"+merges.Items[0].ID.String(), "")
	c.get("/api/v1/assets/"+id(3)+after(apart), &whole)
	require.Equal(t, id(3), whole.ID.String())

	// The demo's fleet has machines that were cloned.
	var questions struct{ Items []api.Duplicate }
	c.get("/api/v1/duplicates?kind=two_live", &questions)
	require.NotEmpty(t, questions.Items)
	asked := questions.Items[0]
	require.Equal(t, "two_live", asked.Questions[0].Kind)
	pair := `{"assets": ["` + asked.Asset.ID.String() + `", "` + asked.Questions[0].Others[0].ID.String() + `"], "answer": `
	different := c.command("POST", "/api/v1/duplicates", pair+`"different"}`)
	left, right := asked.Asset.ID, asked.Questions[0].Others[0].ID
	require.True(t, asks(questions.Items, left, right))
	c.get("/api/v1/duplicates"+after(different)+"&kind=two_live", &questions)
	require.False(t, asks(questions.Items, left, right), "answered; a third clone may still be asked about")
	undecided := c.command("POST", "/api/v1/duplicates", pair+`"undecided"}`)
	c.get("/api/v1/duplicates"+after(undecided)+"&kind=two_live", &questions)
	require.True(t, asks(questions.Items, left, right))
}

// asks tells whether the queue asks about two assets.
func asks(queue []api.Duplicate, one, other uuid.UUID) bool {
	for _, d := range queue {
		for _, q := range d.Questions {
			for _, o := range q.Others {
				if d.Asset.ID == one && o.ID == other || d.Asset.ID == other && o.ID == one {
					return true
				}
			}
		}
	}
	return false
}
