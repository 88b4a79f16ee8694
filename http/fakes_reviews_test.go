package http

import (
	"context"

	"coresync/domain"
	"coresync/http/api"

	"github.com/google/uuid"
)

// fakeReviews has a campaign that is open and one that was signed off.
type fakeReviews struct{}

func openReview() api.AccessReview {
	return api.AccessReview{
		ID: thing(51), Name: "Q4 technicians", Scope: "technicians", Status: "open", DueAt: &noon, Overdue: true, Rows: 2, Kept: 1, Undecided: 1,
		SeenAt: 4700, OpenedAt: noon, OpenedBy: "user:1", Version: 3,
	}
}

func signedReview() api.AccessReview {
	r := openReview()
	r.ID, r.Status, r.Kept, r.Revoked, r.Undecided, r.EndedAt, r.EndedBy = thing(52), "signed_off", 1, 1, 0, &noon, "user:2"
	r.SignedAt, r.SHA256 = 4710, "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae"
	return r
}

func (fakeReviews) List(context.Context, api.Scope) (api.Answer[[]api.AccessReview], error) {
	return answerOf([]api.AccessReview{openReview(), signedReview()}), nil
}

func (fakeReviews) Get(_ context.Context, _ api.Scope, id uuid.UUID) (api.Answer[api.AccessReview], error) {
	switch id {
	case thing(51):
		return answerOf(openReview()), nil
	case thing(52):
		return answerOf(signedReview()), nil
	}
	return api.Answer[api.AccessReview]{}, domain.NotFound("review")
}

func (f fakeReviews) Rows(ctx context.Context, s api.Scope, id uuid.UUID, filter api.AccessReviewFilter, l api.List) (found api.Answer[api.AccessReviewRows], err error) {
	review, err := f.Get(ctx, s, id)
	if err != nil {
		return found, err
	}
	all := []api.AccessReviewRow{
		{ID: thing(61), Connection: api.Ref{ID: thing(5), Name: "Main"}, Account: thing(1), UserID: 31, Name: "Jane Doe", Email: "jane.doe@example.test", Kind: "TECHNICIAN",
			Role: &api.Ref{ID: thing(3), Name: "Helpdesk"}, RoleID: 3, Source: "MANUAL", Since: &noon, MFA: "no", Verdict: "keep", DecidedAt: &noon, DecidedBy: "user:1", Now: true},
		{ID: thing(62), Connection: api.Ref{ID: thing(5), Name: "Main"}, Account: thing(1), UserID: 31, Name: "Jane Doe", Email: "jane.doe@example.test", Kind: "TECHNICIAN",
			Administrator: true, MFA: "no", Now: true},
	}
	if filter.Verdict == "revoke" {
		all = nil
	}
	return answerOf(api.AccessReviewRows{Page: pageBy(all, l, func(r api.AccessReviewRow) string { return r.ID.String() }), Review: review.Data}), nil
}

func (fakeReviews) Open(_ context.Context, _ api.Command, d api.AccessReviewDraft) (api.Written, error) {
	if d.Name == "" {
		return api.Written{}, domain.Invalid([]domain.Fault{{Pointer: "/name", Code: "length", Message: "has 1 to 200 characters"}})
	}
	id := thing(51)
	return api.Written{ID: &id, Position: at(4740), Version: 1}, nil
}

func (fakeReviews) Decide(_ context.Context, _ api.Command, id uuid.UUID, _ api.AccessReviewDecision) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4741), Version: 4}, nil
}

func (fakeReviews) SignOff(_ context.Context, _ api.Command, id uuid.UUID) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4742), Version: 5}, nil
}

func (fakeReviews) Cancel(_ context.Context, _ api.Command, id uuid.UUID, _ string) (api.Written, error) {
	return api.Written{ID: &id, Position: at(4743), Version: 5}, nil
}

func (fakeReviews) Revoke(context.Context, api.Command, uuid.UUID) ([]api.AccessRevocation, error) {
	request := thing(20)
	return []api.AccessRevocation{{Row: thing(61), Outcome: "asked", Request: &request}, {Row: thing(62), Outcome: "by_hand", Message: "Ask for the deletion."}}, nil
}

func (fakeReviews) Export(context.Context, api.Scope, uuid.UUID) (api.Answer[api.File], error) {
	return answerOf(api.File{Name: "access-review.csv", MediaType: "text/csv; charset=utf-8", Body: api.Bytes("Connection,Account\r\n")}), nil
}
