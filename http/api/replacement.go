package api

import (
	"context"
	"time"

	"coresync/domain/replacement"

	"github.com/google/uuid"
)

// ReplacementPolicy is when devices of a category are due to be replaced (EOL-02 to
// EOL-05): what holds, and which of it is not the row's own.
type ReplacementPolicy struct {
	Customer *Ref   `json:"customer,omitempty"` // nil: the default for all
	Category string `json:"category"`
	// EndOfLife is age or warranty; empty: there is no policy.
	EndOfLife    string `json:"end_of_life,omitempty"`
	MaxAgeMonths *int   `json:"max_age_months,omitempty"`
	WarnMonths   *int   `json:"warn_months,omitempty"` // months before the end
	// UnitCost is what a new one costs, in whole units of money.
	UnitCost *int64 `json:"unit_cost,omitempty"`
	// Inherited names the members that are the default's.
	Inherited []string   `json:"inherited"`
	SetBy     string     `json:"set_by,omitempty"`
	SetAt     *time.Time `json:"set_at,omitempty"`
}

// ReplacementPolicies are the rows that were asked for.
type ReplacementPolicies struct {
	Items []ReplacementPolicy
	// Version is that of the defaults, or of the customer that was asked for.
	Version int64
}

// ReplacementPolicyRow is a row as it is to be; what is nil is inherited, or there is none.
type ReplacementPolicyRow struct {
	Category     string `json:"category"`
	EndOfLife    string `json:"end_of_life"`
	MaxAgeMonths *int   `json:"max_age_months"`
	WarnMonths   *int   `json:"warn_months"`
	UnitCost     *int64 `json:"unit_cost"`
}

// ReplacementPolicyDraft sets rows of the defaults, or of a customer; categories that it
// doesn't name stay.
type ReplacementPolicyDraft struct {
	Customer *uuid.UUID             `json:"customer"`
	Policies []ReplacementPolicyRow `json:"policies"`
}

// LifeCounts are how many devices are in each state (EOL-06 to EOL-08).
type LifeCounts struct {
	Overdue     int64 `json:"overdue"`
	Approaching int64 `json:"approaching"`
	Compliant   int64 `json:"compliant"`
	UnknownAge  int64 `json:"unknown_age"`
	NoPolicy    int64 `json:"no_policy"`
}

// Of is the number of a state.
func (c *LifeCounts) Of(s replacement.State) *int64 {
	switch s {
	case replacement.Overdue:
		return &c.Overdue
	case replacement.Approaching:
		return &c.Approaching
	case replacement.Compliant:
		return &c.Compliant
	case replacement.UnknownAge:
		return &c.UnknownAge
	}
	return &c.NoPolicy
}

// Total is how many devices there are.
func (c *LifeCounts) Total() int64 {
	return c.Overdue + c.Approaching + c.Compliant + c.UnknownAge + c.NoPolicy
}

// ReplacementEffect is what a change of policies would do, told before it is made.
type ReplacementEffect struct {
	On     string     `json:"on"` // the day that ages are reckoned on
	Before LifeCounts `json:"before"`
	After  LifeCounts `json:"after"`
	// Summary says it in a sentence.
	Summary string `json:"summary"`
	// Try are the changed rows as eol-recommendations takes them to list the devices.
	Try []string `json:"try"`
}

// RecommendationCounts counts devices by state, and those of each state for which
// people plan something.
type RecommendationCounts struct {
	On      string     `json:"on"`
	All     LifeCounts `json:"all"`
	Snoozed LifeCounts `json:"snoozed"`
	Ordered LifeCounts `json:"ordered"`
	Summary string     `json:"summary"`
}

// Recommendation is what policies say of one device.
type Recommendation struct {
	Asset     Ref    `json:"asset"`
	Customer  *Ref   `json:"customer,omitempty"`
	Category  string `json:"category"`
	State     string `json:"state"`
	BornOn    string `json:"born_on,omitempty"`
	AgeMonths *int   `json:"age_months,omitempty"`
	// AgeEstimated: its age is known only from when it was first seen.
	AgeEstimated bool   `json:"age_estimated,omitempty"`
	EndOfLife    string `json:"end_of_life,omitempty"` // age or warranty; empty: no policy
	MaxAgeMonths *int   `json:"max_age_months,omitempty"`
	DueOn        string `json:"due_on,omitempty"`
	WarrantyEnd  string `json:"warranty_end,omitempty"`
	Warranty     string `json:"warranty"` // active, expiring, expired or none
	// Contact is who it is assigned to: an id, since who may see assets may not see persons.
	Contact  *uuid.UUID  `json:"contact_id,omitempty"`
	UnitCost *int64      `json:"unit_cost,omitempty"`
	Plan     *DevicePlan `json:"plan,omitempty"`
}

// DevicePlan is what people plan for a device.
type DevicePlan struct {
	Action string    `json:"action"`          // snoozed or ordered
	Until  string    `json:"until,omitempty"` // of a snoozed one
	Reason string    `json:"reason,omitempty"`
	By     string    `json:"by"`
	At     time.Time `json:"at"`
}

// RecommendationFilter selects devices; the zero value selects all that are neither
// retired nor archived.
type RecommendationFilter struct {
	Customers  []uuid.UUID
	NoCustomer bool
	Categories []string
	States     []string
	Plans      []string // open, snoozed, ordered
	Virtual    bool     // virtual machines, network devices and cloud services without a policy as well
	Quarter    string   // such as 2027-Q1: only those to be replaced in it; 2027-Q1+: or later
	// Try are policies that are not in force (replacement.Trial).
	Try []string
	// Changed: only those of which Try says something else.
	Changed bool
	// Assets: only these.
	Assets []uuid.UUID
	// Together: a forecast of all customers in one, without rows.
	Together bool
}

// RefreshForecast is what is to be replaced when, and what that costs.
type RefreshForecast struct {
	On       string        `json:"on"`
	Quarters []string      `json:"quarters"` // this one first
	Total    ForecastRow   `json:"total"`
	Rows     []ForecastRow `json:"rows"` // by customer; those without one come last
	Summary  string        `json:"summary"`
	At       time.Time     `json:"recorded_at"`
}

// ForecastRow is what is to be replaced of one customer; Customer is nil for devices
// without one, and in the total.
type ForecastRow struct {
	Customer *Ref             `json:"customer"`
	Overdue  ForecastAmount   `json:"overdue"` // due already
	Quarters []ForecastAmount `json:"quarters"`
	Later    ForecastAmount   `json:"later"`
	Ordered  ForecastAmount   `json:"ordered"` // in none of the others
	Unknown  ForecastAmount   `json:"unknown"` // no policy, or no age
}

// ForecastAmount is how many devices, and what new ones cost.
type ForecastAmount struct {
	N        int64 `json:"n"`
	Cost     int64 `json:"cost"`
	Unpriced int64 `json:"unpriced"` // of n: the cost is not known
}

// Add adds another amount.
func (a *ForecastAmount) Add(b ForecastAmount) {
	a.N, a.Cost, a.Unpriced = a.N+b.N, a.Cost+b.Cost, a.Unpriced+b.Unpriced
}

// PlanDraft plans the same for devices.
type PlanDraft struct {
	Assets []uuid.UUID `json:"assets"`
	Action string      `json:"action"` // snoozed, ordered or open
	Until  string      `json:"until"`
	Reason string      `json:"reason"`
}

// TicketsMade are tickets that were made about devices that are to be replaced: one a
// customer, and what was left out and why.
type TicketsMade struct {
	Position Position     `json:"position"`
	Tickets  []TicketMade `json:"tickets"`
	Left     []TicketLeft `json:"left"`
}

// TicketMade is a ticket that was made.
type TicketMade struct {
	Ticket   Ref   `json:"ticket"` // its number
	Customer Ref   `json:"customer"`
	Devices  int   `json:"devices"`
	Cost     int64 `json:"cost"` // of those whose cost is known
}

// TicketLeft is a device that no ticket was made about.
type TicketLeft struct {
	Asset  Ref    `json:"asset"`
	Reason string `json:"reason"` // no_customer, or open_ticket: Ticket is about it
	Ticket *Ref   `json:"ticket,omitempty"`
}

// The files of Replacements.Export. Quote lines are by customer, category and unit cost.
const (
	ExportQuote           = "quote-lines"
	ExportRecommendations = "eol-recommendations"
	ExportForecast        = "refresh-forecast"
)

// DefaultQuarters is how many quarters a forecast has.
const DefaultQuarters = 8

// Replacements plans the end of devices' lives.
type Replacements interface {
	// Policies are the defaults of all categories and the rows of all customers' own; with a
	// customer those of all categories that hold for it.
	Policies(ctx context.Context, s Scope, customer uuid.UUID) (Answer[ReplacementPolicies], error)
	SetPolicies(ctx context.Context, c Command, d ReplacementPolicyDraft) (Written, error)
	PreviewPolicies(ctx context.Context, s Scope, d ReplacementPolicyDraft) (Answer[ReplacementEffect], error)
	Recommendations(ctx context.Context, s Scope, f RecommendationFilter, l List) (Answer[Page[Recommendation]], error)
	// Ages says of assets what the day and the policies make of them, in their order: the same
	// as the recommendations say.
	Ages(ctx context.Context, s Scope, assets []Asset) (Answer[[]AssetAge], error)
	// Counts counts under the filter, of which states, plans, quarter and changed don't hold.
	Counts(ctx context.Context, s Scope, f RecommendationFilter) (Answer[RecommendationCounts], error)
	Forecast(ctx context.Context, s Scope, f RecommendationFilter, quarters int) (Answer[RefreshForecast], error)
	Plan(ctx context.Context, c Command, d PlanDraft) (Written, error)
	// MakeTickets makes a ticket a customer about devices. One that an open ticket is about
	// gets no second one.
	MakeTickets(ctx context.Context, c Command, assets []uuid.UUID) (TicketsMade, error)
	// Export makes a file; format is csv, xlsx or pdf. All devices under the filter are in
	// it, in the order of sort.
	Export(ctx context.Context, s Scope, what string, f RecommendationFilter, sort Sort, quarters int, format string) (Answer[File], error)
}

// LifeWord names a state as people read it (EOL-06 to EOL-08).
func LifeWord(state string) string {
	switch replacement.State(state) {
	case replacement.Overdue:
		return "Overdue"
	case replacement.Approaching:
		return "Approaching end-of-life"
	case replacement.Compliant:
		return "Compliant"
	case replacement.UnknownAge:
		return "Unknown age"
	}
	return "No policy"
}
