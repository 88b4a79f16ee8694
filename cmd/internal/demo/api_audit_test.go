package demo_test

import (
	"bytes"
	"encoding/json"
	nethttp "net/http"
	"testing"
	"time"

	"coresync/adapters/bundle"
	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// An auditor takes an asset's history away and checks it elsewhere, as well as here; and has
// the log walked.
func (c *client) audited(t *testing.T) {
	c.t = t
	var assets struct {
		Items []api.Asset `json:"items"`
	}
	c.get("/api/v1/assets?limit=1&source=ninjaone", &assets)
	var head api.TreeHead
	file := c.ask("GET", "/api/v1/audit/export?asset="+assets.Items[0].ID.String(), "")
	require.Equal(t, nethttp.StatusOK, file.Code, file.Body)
	c.get("/api/v1/audit/head", &head)
	raw := file.Body.Bytes()
	found, err := bundle.Verify(bytes.NewReader(raw), int64(len(raw)), head.VerifierKey)
	require.NoError(t, err, "without the server")
	require.Equal(t, assets.Items[0].ID, *found.Manifest.Choice.Asset)
	require.Positive(t, found.Manifest.Events)

	whole := c.ask("GET", "/api/v1/audit/export?to=2999-01-01T00:00:00Z", "").Body.String()
	verify := func(body string) (v api.BundleVerdict) {
		w := c.ask("POST", "/api/v1/audit/verify", body, "Content-Type", "application/zip")
		require.Equal(t, nethttp.StatusOK, w.Code, w.Body)
		require.NoError(t, json.Unmarshal(w.Body.Bytes(), &v))
		return v
	}
	v := verify(whole)
	require.True(t, v.Verified && v.Whole, v.Why)
	require.Equal(t, []int64{1, v.Events}, []int64{v.First, v.Last})
	require.GreaterOrEqual(t, v.Events, head.Size)
	require.Equal(t, nethttp.StatusBadRequest, c.ask("POST", "/api/v1/audit/verify", "no archive", "Content-Type", "application/zip").Code)
	require.Equal(t, nethttp.StatusNotFound, c.ask("GET", "/api/v1/audit/export?to=1999-01-01T00:00:00Z", "").Code)

	var events struct {
		Items []api.Event `json:"items"`
	}
	c.get("/api/v1/events?limit=1", &events)
	evidence := c.ask("GET", "/api/v1/audit/prove/"+events.Items[0].ID.String(), "")
	require.Equal(t, nethttp.StatusOK, evidence.Code, evidence.Body)
	require.Equal(t, nethttp.StatusNotFound, c.ask("GET", "/api/v1/audit/prove/"+assets.Items[0].ID.String(), "").Code)

	require.Equal(t, nethttp.StatusAccepted, c.ask("POST", "/api/v1/audit/fsck", "").Code)
	require.Eventually(t, func() bool {
		var a api.LogAudit
		c.get("/api/v1/audit/fsck", &a)
		return a.State == "agrees" && a.Agreed != nil && a.Agreed.Events >= v.Events && a.Heads > 0
	}, 30*time.Second, 50*time.Millisecond)
}
