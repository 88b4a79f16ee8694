package web

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
)

// accessReviews are the pages of campaigns in which people look at who may do what.
func (s *Site) accessReviews() []Route {
	has, look, manage := s.Services.AccessReviews != nil, permission.AccessView, permission.AccessManage
	return []Route{
		{"page.reviews", get, "/access/reviews", look, has, s.showReviews},
		{"page.reviews.open", post, "/access/reviews", manage, has, s.openReview},
		{"page.review", get, "/access/reviews/{id}", look, has, s.showReview},
		{"page.review.decide", post, "/access/reviews/{id}/decisions", manage, has, s.decideReview},
		{"page.review.sign_off", post, "/access/reviews/{id}/sign-off", manage, has, s.signOffReview},
		{"page.review.cancel", post, "/access/reviews/{id}/cancel", manage, has, s.cancelReview},
		{"page.review.revoke", post, "/access/reviews/{id}/revoke", manage, has, s.revokeReview},
		{"page.review.export", get, "/access/reviews/{id}/export", look, has, s.exportReview},
	}
}

func reviewPath(id uuid.UUID) string { return "/access/reviews/" + id.String() }

// reviewsView is what the page of all campaigns shows.
type reviewsView struct {
	All    []api.AccessReview
	Draft  api.AccessReviewDraft
	Due    string // as it was typed
	Faults faults
}

func (s *Site) showReviews(r *Request) error {
	return s.reviewsPage(r, http.StatusOK, &reviewsView{Draft: api.AccessReviewDraft{Scope: "technicians"}})
}

func (s *Site) reviewsPage(r *Request, status int, out *reviewsView) error {
	found, err := s.Services.AccessReviews.List(r.Context(), r.then())
	if err != nil {
		return err
	}
	out.All = found.Data
	return r.pageWith(status, "Access reviews", "access", func(v *view) page { return reviewsPage(v, out) })
}

func (s *Site) openReview(r *Request) error {
	out := &reviewsView{Draft: api.AccessReviewDraft{Name: r.field("name"), Scope: r.field("scope")}, Due: r.field("due_at")}
	if out.Due != "" {
		v, err := r.view("", "")
		if err != nil {
			return err
		}
		day, err := time.ParseInLocation(time.DateOnly, out.Due, v.Zone)
		if err != nil {
			out.Faults = faults{"due_at": "Give a day such as 2026-03-31."}
			return s.reviewsPage(r, http.StatusUnprocessableEntity, out)
		}
		end := day.AddDate(0, 0, 1).Add(-time.Second)
		out.Draft.DueAt = &end
	}
	done, err := s.Services.AccessReviews.Open(r.Context(), r.command(), out.Draft)
	if f := faultsOf(err); f != nil {
		out.Faults = f
		return s.reviewsPage(r, http.StatusUnprocessableEntity, out)
	}
	if err != nil {
		return err
	}
	return s.accessDone(r, done, nil, reviewPath(*done.ID), "The review is open. Decide row by row, then sign it off.")
}

// reviewView is what the page of one campaign shows.
type reviewView struct {
	*listing
	api.AccessReview
	Lines []api.AccessReviewRow
}

func (s *Site) showReview(r *Request) error {
	id, err := r.pathID("id", "review")
	if err != nil {
		return err
	}
	l := r.listing("verdict")
	found, err := s.Services.AccessReviews.Rows(r.Context(), r.then(), id, api.AccessReviewFilter{Verdict: l.query.Get("verdict")}, r.asked(l, []string{"account", "role", "verdict"}, "account"))
	if err == nil {
		err = follows(l, found.Data.Page)
	}
	if err != nil {
		return err
	}
	out := reviewView{l, found.Data.Review, found.Data.Items}
	return r.page(out.Name, "access", func(v *view) page { return reviewPage(v, &out) })
}

func (s *Site) decideReview(r *Request) error {
	id, err := r.pathID("id", "review")
	if err != nil {
		return err
	}
	rows, verdict := r.ids("row"), r.field("verdict")
	if one, text, is := strings.Cut(r.field("one"), ":"); is { // the buttons of one row
		id, err := uuid.Parse(text)
		if err != nil {
			return domain.NotFound("row")
		}
		rows, verdict = []uuid.UUID{id}, one
	}
	back := local(r.field("next"))
	if back == "/" {
		back = reviewPath(id)
	}
	if len(rows) == 0 {
		return r.done(back, "Nothing was selected, and nothing changed.")
	}
	done, err := s.Services.AccessReviews.Decide(r.Context(), r.command(), id, api.AccessReviewDecision{Rows: rows, Verdict: verdict, Reason: r.field("reason")})
	return s.accessDone(r, done, err, back, plural(len(rows), "row", "rows")+": "+verdictTone(verdict).Word+".")
}

func (s *Site) signOffReview(r *Request) error {
	id, err := r.pathID("id", "review")
	if err != nil {
		return err
	}
	done, err := s.Services.AccessReviews.SignOff(r.Context(), r.expecting(), id)
	return s.accessDone(r, done, err, reviewPath(id), "Signed off. The log has the SHA-256 of the export.")
}

func (s *Site) cancelReview(r *Request) error {
	id, err := r.pathID("id", "review")
	if err != nil {
		return err
	}
	done, err := s.Services.AccessReviews.Cancel(r.Context(), r.expecting(), id, r.field("reason"))
	return s.accessDone(r, done, err, reviewPath(id), "The review was cancelled.")
}

func (s *Site) revokeReview(r *Request) error {
	id, err := r.pathID("id", "review")
	if err != nil {
		return err
	}
	all, err := s.Services.AccessReviews.Revoke(r.Context(), r.command(), id)
	if err != nil {
		return err
	}
	counts, refusal := make(map[string]int), ""
	for _, one := range all {
		counts[one.Outcome]++
		if one.Outcome == "refused" {
			refusal = one.Message
		}
	}
	word := fmt.Sprintf("%d asked, %d gone already, %d to be deleted by hand, %d refused.", counts["asked"], counts["gone"], counts["by_hand"], counts["refused"])
	if refusal != "" {
		word += " " + refusal
	}
	return r.done(reviewPath(id)+"?verdict=revoke", word)
}

func (s *Site) exportReview(r *Request) error {
	id, err := r.pathID("id", "review")
	if err != nil {
		return err
	}
	found, err := s.Services.AccessReviews.Export(r.Context(), r.then(), id)
	if err != nil {
		return err
	}
	WriteFile(r.W, found.Data, "") // the log has the sum of its bytes
	return nil
}

// reviewScopes are what a campaign can look at.
func reviewScopes() []way {
	return []way{{"technicians", "Technicians"}, {"administrators", "Administrators"}, {"end_users", "End users"}, {"all", "All accounts"}}
}

func reviewTone(r api.AccessReview) tone {
	switch {
	case r.Status == "signed_off":
		return tone{"Signed off", "shield-check", "green"}
	case r.Status == "cancelled":
		return tone{"Cancelled", "x", "secondary"}
	case r.Overdue:
		return tone{"Overdue", "alert-triangle", "red"}
	}
	return tone{"Open", "clock", "blue"}
}

func verdictTone(verdict string) tone {
	switch verdict {
	case "keep":
		return tone{"Keep", "check", "green"}
	case "revoke":
		return tone{"Revoke", "ban", "red"}
	}
	return tone{"Undecided", "question-mark", "orange"}
}

func reviewed(r api.AccessReview) string {
	return grouped(int64(r.Kept+r.Revoked)) + " of " + grouped(int64(r.Rows)) + " decided"
}

func reviewRowName(row api.AccessReviewRow) string {
	if row.Name != "" {
		return row.Name
	}
	if row.Email != "" {
		return row.Email
	}
	return "User " + number(row.UserID)
}
