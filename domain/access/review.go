package access

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"coresync/domain"
	"coresync/domain/event"
)

// What a campaign looks at.
const (
	ReviewAll            = "all"
	ReviewAdministrators = "administrators"
	ReviewTechnicians    = "technicians"
	ReviewEndUsers       = "end_users"
)

// ReviewScopes are those in the order in which people are offered them.
func ReviewScopes() []string {
	return []string{ReviewTechnicians, ReviewAdministrators, ReviewEndUsers, ReviewAll}
}

// What is to become of a row of a campaign.
const (
	Keep      = "keep"
	TakeAway  = "revoke"
	Undecided = ""
)

// States of a campaign.
const (
	ReviewOpen      = "open"
	ReviewSignedOff = "signed_off"
	ReviewCancelled = "cancelled"
)

const (
	// MostReviewRows bounds a campaign: people look at each row.
	MostReviewRows = 5000
	// rowsAnEvent bounds the rows of one event, which is at most 256 KiB.
	rowsAnEvent   = 500
	maxReviewName = 200
)

// Review is a campaign as its events tell.
type Review struct {
	Opened   *event.AccessReviewOpened // nil: there is none
	Status   string
	Verdicts map[event.ReviewKey]string // of every row
}

// Count tells how many rows were decided like this.
func (r Review) Count(verdict string) (n int) {
	for _, v := range r.Verdicts {
		if v == verdict {
			n++
		}
	}
	return n
}

// EvolveReview folds an event.
func EvolveReview(r Review, p event.Payload) Review {
	switch p := p.(type) {
	case *event.AccessReviewOpened:
		r = Review{Opened: p, Status: ReviewOpen, Verdicts: make(map[event.ReviewKey]string, p.Rows)}
	case *event.AccessReviewListed:
		for _, row := range p.Rows {
			r.Verdicts[row.Key()] = Undecided
		}
	case *event.AccessReviewDecided:
		for _, key := range p.Rows {
			r.Verdicts[key] = p.Verdict
		}
	case *event.AccessReviewSignedOff:
		r.Status = ReviewSignedOff
	case *event.AccessReviewCancelled:
		r.Status = ReviewCancelled
	}
	return r
}

// Commands about a campaign. By is who gives it, an id.
type (
	OpenReview struct {
		Opened *event.AccessReviewOpened
		Rows   []event.ReviewRow
	}
	DecideRows struct {
		Rows            []event.ReviewKey
		Verdict, Reason string
		By              string
	}
	SignOff struct {
		By     string
		SeenAt int64
		SHA256 string
	}
	CancelReview struct{ By, Reason string }
)

// DecideReview turns a command into events. What was done already is no event.
func DecideReview(r Review, command any) ([]event.Payload, error) {
	if open, is := command.(OpenReview); is {
		if r.Opened != nil {
			return nil, nil
		}
		return openReview(open)
	}
	if r.Opened == nil {
		return nil, domain.NotFound("review")
	}
	if r.Status != ReviewOpen {
		return nil, &domain.Error{Code: domain.CodeConflict, Reason: "review_" + r.Status,
			Message: "The review was " + strings.ReplaceAll(r.Status, "_", " ") + "; it does not change any more. Begin another one."}
	}
	id := r.Opened.Review
	switch c := command.(type) {
	case DecideRows:
		return r.decideRows(c)
	case SignOff:
		if n := r.Count(Undecided); n > 0 {
			return nil, &domain.Error{Code: domain.CodeConflict, Reason: "rows_undecided",
				Message: fmt.Sprintf("%d of %d rows are undecided. Decide them first.", n, len(r.Verdicts))}
		}
		return one(&event.AccessReviewSignedOff{
			Review: id, By: c.By, Kept: r.Count(Keep), Revoked: r.Count(TakeAway), SeenAt: c.SeenAt, SHA256: c.SHA256,
		}), nil
	case CancelReview:
		return one(&event.AccessReviewCancelled{Review: id, By: c.By, Reason: c.Reason}), nil
	}
	return nil, nil
}

func openReview(c OpenReview) ([]event.Payload, error) {
	var faults []domain.Fault
	fault := func(pointer, code, message string) {
		faults = append(faults, domain.Fault{Pointer: pointer, Code: code, Message: message})
	}
	opened := *c.Opened
	opened.Name = strings.TrimSpace(opened.Name)
	if n := utf8.RuneCountInString(opened.Name); n < 1 || n > maxReviewName {
		fault("/name", "length", "has 1 to 200 characters")
	}
	known := false
	for _, scope := range ReviewScopes() {
		known = known || scope == opened.Scope
	}
	switch {
	case !known:
		fault("/scope", "unknown", "choose one of "+strings.Join(ReviewScopes(), ", "))
	case len(c.Rows) == 0:
		fault("/scope", "empty", "holds no accounts that NinjaOne lists")
	case len(c.Rows) > MostReviewRows:
		fault("/scope", "too_many", fmt.Sprintf("holds %d rows, and a review has at most %d; choose a narrower one, or one connection", len(c.Rows), MostReviewRows))
	}
	if err := domain.Invalid(faults); err != nil {
		return nil, err
	}
	opened.Rows = len(c.Rows)
	events := one(&opened)
	for rows := c.Rows; len(rows) > 0; {
		n := min(rowsAnEvent, len(rows))
		events = append(events, &event.AccessReviewListed{Review: opened.Review, Rows: rows[:n]})
		rows = rows[n:]
	}
	return events, nil
}

func (r Review) decideRows(c DecideRows) (events []event.Payload, err error) {
	if c.Verdict != Keep && c.Verdict != TakeAway && c.Verdict != Undecided {
		return nil, domain.Invalid([]domain.Fault{{Pointer: "/verdict", Code: "unknown", Message: "choose keep or revoke, or nothing to take a decision back"}})
	}
	var changed []event.ReviewKey
	for i, key := range c.Rows {
		now, there := r.Verdicts[key]
		if !there {
			return nil, domain.Invalid([]domain.Fault{{Pointer: fmt.Sprintf("/rows/%d", i), Code: "unknown", Message: "is no row of this review"}})
		}
		if now != c.Verdict {
			changed = append(changed, key)
		}
	}
	for len(changed) > 0 {
		n := min(rowsAnEvent, len(changed))
		events = append(events, &event.AccessReviewDecided{
			Review: r.Opened.Review, Rows: changed[:n], Verdict: c.Verdict, Reason: strings.TrimSpace(c.Reason), By: c.By,
		})
		changed = changed[n:]
	}
	return events, nil
}
