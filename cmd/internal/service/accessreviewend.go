package service

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
	"time"

	"coresync/domain"
	rule "coresync/domain/access"
	"coresync/domain/event"
	"coresync/domain/spreadsheet"
	"coresync/http/api"
	"coresync/projections"

	"github.com/google/uuid"
)

// SignOff implements api.AccessReviews. The event says what the export is, so it is made
// first: of exactly the version that is signed off, and as of a position, as it is made
// ever after.
func (s accessReviews) SignOff(ctx context.Context, c api.Command, id uuid.UUID) (api.Written, error) {
	now, err := s.Get(ctx, api.Scope{Tenant: c.Tenant}, id)
	if err != nil {
		return api.Written{}, err
	}
	at := now.Position
	found, err := s.told(ctx, api.Scope{Tenant: c.Tenant, AsOf: &api.Moment{Position: at.N}}, id)
	if err != nil {
		return api.Written{}, err
	}
	version := found.Data.review.Version
	if c.Expected == nil {
		c.Expected = &version
	}
	return s.review(ctx, c, id, rule.SignOff{By: c.Actor, SeenAt: at.N, SHA256: sumOf(found.Data.lines(at, c.Actor))})
}

func sumOf(lines []byte) string {
	sum := sha256.Sum256(lines)
	return hex.EncodeToString(sum[:])
}

// reviewTold is a campaign with its rows, in the order of the export.
type reviewTold struct {
	review api.AccessReview
	rows   []api.AccessReviewRow
}

func (s accessReviews) told(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[reviewTold], error) {
	return answer(ctx, s.reads, scope, connectorModels, func(r *projections.Reading) (t reviewTold, err error) {
		if t.review, err = s.one(ctx, scope, r, id); err != nil {
			return t, err
		}
		t.rows, err = s.rows(ctx, r, id)
		return t, err
	})
}

// Export implements api.AccessReviews. One that was signed off shows what the log knew
// then, so that its bytes are those whose sum the log has; where a person was erased since,
// they can't be made again, and the answer says so.
func (s accessReviews) Export(ctx context.Context, scope api.Scope, id uuid.UUID) (api.Answer[api.File], error) {
	now, err := s.Get(ctx, scope, id)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	signer := ""
	if now.Data.Status == rule.ReviewSignedOff {
		scope.AsOf, signer = &api.Moment{Position: now.Data.SignedAt}, now.Data.EndedBy // under the rules of then, as it was signed
	}
	found, err := s.told(ctx, scope, id)
	if err != nil {
		return api.Answer[api.File]{}, err
	}
	at := found.Position
	if signer != "" {
		at.N = now.Data.SignedAt
	}
	lines := found.Data.lines(at, signer)
	sum := sumOf(lines)
	if signer != "" && sum != now.Data.SHA256 {
		return api.Answer[api.File]{}, &domain.Error{Code: domain.CodeConflict, Reason: "export_changed",
			Message: "The export can't be made again as it was signed off: somebody in it was erased since. One that was kept is proved by its SHA-256, " + now.Data.SHA256 + "."}
	}
	body := append(lines, "SHA-256 of the lines above,"+sum+"\r\n"...)
	return api.Answer[api.File]{Standing: found.Standing, Data: api.File{
		Name: fmt.Sprintf("access-review-%s-position-%d.csv", now.Data.OpenedAt.UTC().Format(time.DateOnly), at.N), MediaType: "text/csv; charset=utf-8", Body: api.Bytes(body),
	}}, nil
}

// lines are the export without the line of their sum. Whoever decided stands there by id,
// since names of people may change, and these lines may not.
func (t reviewTold) lines(at api.Position, signer string) []byte {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	put := func(fields ...string) {
		for i, f := range fields {
			fields[i] = spreadsheet.Text(f)
		}
		_ = w.Write(fields) // a buffer takes everything
	}
	put("Connection", "Account", "Name", "E-mail", "Type", "Role", "Source", "Since", "Administrator", "MFA", "Verdict", "Reason", "Decided at", "Decided by")
	for _, row := range t.rows {
		role := "(the account itself)"
		if row.Role != nil {
			role = row.Role.Name
		}
		put(row.Connection.Name, strconv.FormatInt(row.UserID, 10), row.Name, row.Email, row.Kind, role, row.Source, instant(row.Since),
			strconv.FormatBool(row.Administrator), row.MFA, row.Verdict, row.Reason, instant(row.DecidedAt), row.DecidedBy)
	}
	put("Review", t.review.Name, t.review.ID.String())
	put("Scope", t.review.Scope)
	put("Access as of log position", strconv.FormatInt(t.review.SeenAt, 10))
	put("Rows kept and revoked and undecided", strconv.Itoa(t.review.Kept), strconv.Itoa(t.review.Revoked), strconv.Itoa(t.review.Undecided))
	if signer == "" {
		put("Not signed off")
	} else {
		put("Signed off by", signer)
	}
	put("Log position", at.String())
	w.Flush()
	return out.Bytes()
}

func instant(t *time.Time) string {
	if t == nil {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Revoke implements api.AccessReviews. What can't be asked is told row by row; deletions
// can't be undone, so they are asked for on the account's page, with its address typed.
func (s accessReviews) Revoke(ctx context.Context, c api.Command, id uuid.UUID) ([]api.AccessRevocation, error) {
	found, err := s.told(ctx, api.Scope{Tenant: c.Tenant}, id)
	if err != nil {
		return nil, err
	}
	if found.Data.review.Status != rule.ReviewSignedOff {
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "not_signed_off", Message: "Sign the review off first."}
	}
	all := []api.AccessRevocation{}
	for _, row := range found.Data.rows {
		if row.Verdict != rule.TakeAway {
			continue
		}
		one := api.AccessRevocation{Row: row.ID, Request: row.Request}
		switch {
		case row.Request != nil:
			one.Outcome = "asked"
		case !row.Now:
			one.Outcome = "gone"
		case row.Role == nil:
			one.Outcome, one.Message = "by_hand", "Ask for the deletion of the account on its page."
		default:
			if err := s.revoke(ctx, c, found.Data.review, row, &one); err != nil {
				return all, err
			}
		}
		all = append(all, one)
	}
	return all, nil
}

func (s accessReviews) revoke(ctx context.Context, c api.Command, review api.AccessReview, row api.AccessReviewRow, one *api.AccessRevocation) error {
	c.AppendID, c.Expected = revocationID(row.ID), nil
	asked, err := s.Ask(ctx, c, api.AccessDraft{
		Action: event.AccessRemoveMember, Account: &row.Account, Role: &row.Role.ID, Reason: "Access review: " + review.Name, Origin: "review",
	})
	var known *domain.Error
	switch {
	case err == nil:
		request := asked.Request.ID
		one.Outcome, one.Request = "asked", &request
		return nil
	case errors.As(err, &known) && known.Code != domain.CodeUnavailable && known.Code != domain.CodeInternal:
		one.Outcome, one.Message = "refused", known.Message
		return nil
	}
	return err
}
