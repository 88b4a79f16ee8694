package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func reviewRows(t *testing.T, d *demo.Demo, id uuid.UUID) (api.AccessReview, []api.AccessReviewRow) {
	t.Helper()
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	found, err := d.App.Services().AccessReviews.Rows(t.Context(), api.Scope{Tenant: d.Tenant}, id, api.AccessReviewFilter{}, api.List{Limit: 500, Sort: api.Sort{By: "account"}})
	require.NoError(t, err)
	return found.Data.Review, found.Data.Items
}

// A campaign from its opening to its export: what was looked at stays, each row is decided,
// the log has the sum of the file, and what is revoked is asked for once.
func TestAReviewIsOpenedDecidedSignedOffAndExported(t *testing.T) {
	t.Parallel()
	d := provisioned(t, "never")
	reviews, command := d.App.Services().AccessReviews, by(d, "test")
	_, err := reviews.Open(t.Context(), command, api.AccessReviewDraft{Name: " ", Scope: "some"})
	require.ErrorContains(t, err, "Correct")
	made, err := reviews.Open(t.Context(), command, api.AccessReviewDraft{Name: "Technicians, Q4", Scope: "technicians"})
	require.NoError(t, err)
	id := *made.ID
	review, rows := reviewRows(t, d, id)
	technicians := accounts(t, d, api.Scope{}, api.AccessFilter{Kind: "TECHNICIAN"})
	want := 0
	for _, a := range technicians {
		want += len(a.Roles)
		if a.Administrator || len(a.Roles) == 0 {
			want++
		}
	}
	require.Equal(t, want, review.Rows)
	require.Len(t, rows, want)
	require.Equal(t, want, review.Undecided)

	_, err = reviews.SignOff(t.Context(), command, id)
	require.ErrorContains(t, err, "undecided")
	_, err = reviews.Revoke(t.Context(), command, id)
	require.ErrorContains(t, err, "Sign the review off first")
	var all []uuid.UUID
	var taken api.AccessReviewRow
	for _, row := range rows {
		all = append(all, row.ID)
		if row.Role != nil && !row.Administrator && taken.Role == nil {
			taken = row
		}
	}
	_, err = reviews.Decide(t.Context(), command, id, api.AccessReviewDecision{Rows: all, Verdict: "keep", Reason: "=needed"})
	require.NoError(t, err)
	_, err = reviews.Decide(t.Context(), command, id, api.AccessReviewDecision{Rows: []uuid.UUID{taken.ID}, Verdict: "revoke"})
	require.NoError(t, err)
	_, err = reviews.Decide(t.Context(), command, id, api.AccessReviewDecision{Rows: []uuid.UUID{uuid.New()}, Verdict: "keep"})
	require.ErrorContains(t, err, "Correct")
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	_, err = reviews.SignOff(t.Context(), command, id)
	require.NoError(t, err)
	review, _ = reviewRows(t, d, id)
	require.Equal(t, []any{"signed_off", want - 1, 1, 0}, []any{review.Status, review.Kept, review.Revoked, review.Undecided})

	body := exportOf(t, d, id)
	cut := strings.LastIndex(strings.TrimSuffix(body, "\r\n"), "\r\n") + 2
	lines, last := body[:cut], strings.TrimSpace(body[cut:])
	sum := sha256.Sum256([]byte(lines))
	require.Equal(t, "SHA-256 of the lines above,"+hex.EncodeToString(sum[:]), last)
	require.Equal(t, hex.EncodeToString(sum[:]), review.SHA256)
	require.Contains(t, lines, "Log position,")
	require.Contains(t, lines, "'=needed", "no spreadsheet takes it for a formula")
	require.Equal(t, want, strings.Count(lines, "Simulated NinjaOne,"))
	require.Equal(t, review.SHA256, sumInTheLog(t, d, id))

	done, err := reviews.Revoke(t.Context(), command, id)
	require.NoError(t, err)
	require.Len(t, done, 1)
	require.Equal(t, "asked", done[0].Outcome)
	carried(t, d, *done[0].Request)
	again, err := reviews.Revoke(t.Context(), command, id)
	require.NoError(t, err)
	require.Equal(t, done, again, "nothing is asked twice")
	_, rows = reviewRows(t, d, id)
	for _, row := range rows {
		require.Equal(t, row.ID != taken.ID, row.Now)
	}
	require.Equal(t, body, exportOf(t, d, id), "what changed since does not change it")
	_, err = reviews.Decide(t.Context(), command, id, api.AccessReviewDecision{Rows: all, Verdict: "keep"})
	require.ErrorContains(t, err, "signed off")
}

func exportOf(t *testing.T, d *demo.Demo, id uuid.UUID) string {
	t.Helper()
	file, err := d.App.Services().AccessReviews.Export(t.Context(), api.Scope{Tenant: d.Tenant}, id)
	require.NoError(t, err)
	return string(bodyOf(t, file.Data))
}

// sumInTheLog is what the event says of the export.
func sumInTheLog(t *testing.T, d *demo.Demo, id uuid.UUID) (sum string) {
	t.Helper()
	err := d.App.Store.Read(t.Context(), d.Tenant, eventstore.Query{Streams: []string{event.AccessReviewStream(id)}}, func(e event.Recorded) error {
		payload, err := d.App.Store.Registry().Decode(e)
		if off, is := payload.(*event.AccessReviewSignedOff); is {
			sum = off.SHA256
		}
		return err
	})
	require.NoError(t, err)
	return sum
}
