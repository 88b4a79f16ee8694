package http

import (
	"context"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// brokenAudit found that the log is not what was signed.
type brokenAudit struct {
	fakeAudit
	asked []api.BundleAsk
}

func (f *brokenAudit) Audited(context.Context, uuid.UUID) (api.LogAudit, error) {
	return api.LogAudit{State: "differs", Done: 9, Total: 9, FaultCount: 2, StartedAt: &noon, EndedAt: &noon,
		Faults: []api.LogFault{{From: 3, To: 3, What: "the row was changed <b>"}, {From: 5, To: 9, What: "these events are not those that were signed for"}}}, nil
}

func (f *brokenAudit) Export(_ context.Context, _ uuid.UUID, ask api.BundleAsk) (api.File, error) {
	f.asked = append(f.asked, ask)
	return f.fakeAudit.Export(context.Background(), uuid.Nil, ask)
}

// An auditor, who may change nothing, has the log walked and takes events away with what
// proves them; GAP-04.
func TestTheProofIsTakenAwayByWhoMayOnlyLook(t *testing.T) {
	t.Parallel()
	audit := &brokenAudit{}
	s := newServer(t, func(_ *Config, has *Services) { has.Audit = audit })
	page := words(t, s, "/audit/proof")
	says(t, page, "Verify the chain", "Differs", "Last success None yet", "2 places are not as it was signed", "Position 3: the row was changed <b>", "Positions 5 to 9:",
		"Signed bundle", "Signed head", "4,711 events", "coresync/main+0b0b0b0b+AQ==")
	body := browse(s, "GET", "/audit/proof", "observer", nil).Body.String()
	require.Contains(t, body, "coresync audit verify FILE --key &#39;coresync/main+0b0b0b0b+AQ==&#39;")
	require.NotContains(t, body, "changed <b>")

	file := browse(s, "GET", "/audit/proof/export?asset="+thing(1).String()+"&from=2026-03-01&to=2026-03-02", "observer", nil)
	require.Equal(t, 200, file.Code, file.Body)
	require.Equal(t, "application/zip", file.Header().Get("Content-Type"))
	require.Contains(t, file.Header().Get("Content-Disposition"), "log-1-4711.zip")
	require.Equal(t, thing(1), *audit.asked[0].Asset)
	require.Equal(t, "47h59m59.999999s", audit.asked[0].To.Sub(audit.asked[0].From).String(), "both days are in it")
	for _, bad := range []string{"from=yesterday", "asset=x", "from=2026-03-02&to=2026-03-01"} {
		require.Equal(t, 400, browse(s, "GET", "/audit/proof/export?"+bad, "observer", nil).Code, bad)
	}
	require.Len(t, audit.asked, 1)
	require.Equal(t, 200, browse(s, "GET", "/audit/proof/events/"+thing(1).String()+"/export", "observer", nil).Code)
	require.Equal(t, 404, browse(s, "GET", "/audit/proof/events/"+thing(2).String()+"/export", "observer", nil).Code)
	require.Equal(t, 303, browse(s, "POST", "/audit/proof/fsck", "observer", nil).Code)
	require.Equal(t, 403, browse(s, "GET", "/audit/proof", "technician", nil).Code)
	says(t, words(t, newServer(t), "/audit/proof"), "As it was signed", "Compared 12 signed heads")
}
