package demo_test

import (
	nethttp "net/http"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// keeps answers that two devices are one and keeps values of both: they are set by hand on what
// both become, in the append of the merge. One undo takes all of it back, and a value that can't be
// kept leaves all as it was.
func (c *client) keeps(t *testing.T) {
	c.t = t
	after := func(w api.Written) string { return "?min_position=" + w.Position.String() }
	devices := strong(t, c.demo)
	ids := []string{devices[4].id(c.demo).String(), devices[5].id(c.demo).String()}
	var was [2]api.Asset
	for i, id := range ids {
		c.get("/api/v1/assets/"+id, &was[i])
		require.Empty(t, was[i].Locks)
	}
	require.NotEqual(t, was[0].Name, was[1].Name)
	body := func(answer, keep string) string {
		return `{"assets": ["` + ids[0] + `", "` + ids[1] + `"], "answer": "` + answer + `", "keep": ` + keep + `}`
	}
	for _, refused := range []string{
		body("different", `{"name": "`+ids[0]+`"}`), body("same", `{"name": "`+uuid.NewString()+`"}`), body("same", `{"size": "`+ids[0]+`"}`),
		body("same", `{"name": "`+ids[0]+`", "purchased_on": "`+ids[1]+`"}`), body("same", `{"name": "LAPTOP"}`),
	} {
		require.Equal(t, nethttp.StatusBadRequest, c.ask("POST", "/api/v1/duplicates", refused).Code, refused)
	}
	for i := range ids {
		var now api.Asset
		c.get("/api/v1/assets/"+ids[i], &now)
		require.Equal(t, was[i].Version, now.Version, "nothing was merged or set")
		require.Len(t, now.Records, 1)
	}

	for i, mine := range ids { // whichever of the two gives the fields
		merged := c.command("POST", "/api/v1/duplicates", body("same", `{"name": "`+mine+`", "serial_number": "`+ids[1-i]+`"}`))
		require.NotNil(t, merged.Undo)
		var one api.Asset
		c.get("/api/v1/assets/"+ids[0]+after(merged), &one)
		require.Len(t, one.Records, 2)
		require.Equal(t, *merged.ID, one.ID, "the oldest gives the id")
		require.Equal(t, []string{was[i].Name, was[1-i].SerialNumber}, []string{one.Name, one.SerialNumber})
		require.Len(t, one.Locks, 2)
		undone := c.command("POST", "/api/v1/undo/"+merged.Undo.String(), "{}")
		for k, id := range ids {
			var apart api.Asset
			c.get("/api/v1/assets/"+id+after(undone), &apart)
			require.Len(t, apart.Records, 1)
			require.Empty(t, apart.Locks)
			require.Equal(t, was[k].Name, apart.Name)
		}
	}
}
