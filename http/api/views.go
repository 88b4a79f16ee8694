package api

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// View is a list under a name: which filters, order and columns it has. It holds no
// rows, so whoever opens it sees what he may see.
type View struct {
	ID   uuid.UUID `json:"id"`
	List string    `json:"list"` // of SavedLists
	Name string    `json:"name"`
	// Query holds the parameters of the list's page, encoded, in order of name.
	Query string `json:"query"`
	// Page is the address of the list under this view.
	Page   string `json:"page"`
	Shared bool   `json:"shared"` // everybody who may see the list sees it
	// Mine tells that the one who asks made it; MadeBy is how its maker is called,
	// empty for a program and for somebody who was removed.
	Mine   bool   `json:"mine"`
	MadeBy string `json:"made_by,omitempty"`
	// MayChange tells whether the one who asks may rename, narrow or remove it.
	MayChange bool `json:"may_change"`
	// Pinned and Default are what the one who asks chose for himself: it stands in the
	// navigation, and the list opens with it.
	Pinned    bool      `json:"pinned"`
	Default   bool      `json:"default"`
	Version   int64     `json:"version"`
	CreatedAt time.Time `json:"created_at"`
	ChangedAt time.Time `json:"changed_at"`
}

// ViewDraft is a view to be kept.
type ViewDraft struct {
	List    string `json:"list"`
	Name    string `json:"name"`
	Query   string `json:"query"`
	Shared  bool   `json:"shared"`
	Pinned  bool   `json:"pinned"`
	Default bool   `json:"default"`
}

// ViewPatch changes what is not nil. Pinned and Default are one's own, whosever the
// view is.
type ViewPatch struct {
	Name    *string `json:"name"`
	Query   *string `json:"query"`
	Shared  *bool   `json:"shared"`
	Pinned  *bool   `json:"pinned"`
	Default *bool   `json:"default"`
}

// Views keeps views, for people and for tokens. Implementation: coresync/http/savedview.
//
// A view is found by whom it belongs to, and where it is shared by all who may see
// its list; for anybody else it is domain.CodeNotFound. Sharing needs assets:manage.
// A shared view is changed by its maker, or by who has users:manage. Other errors:
// CodeInvalid with Fields; CodeConflict with reason name_taken, too_many_views or
// version_conflict; CodeForbidden with reason not_yours or permission_missing.
type Views interface {
	// List gives them in order of list and name; an empty list: of all lists.
	List(ctx context.Context, who Identity, list string) ([]View, error)
	Get(ctx context.Context, who Identity, id uuid.UUID) (View, error)
	Create(ctx context.Context, who Identity, d ViewDraft) (View, error)
	// Update expects a version (nil: any) where it changes more than one's own choices.
	Update(ctx context.Context, who Identity, id uuid.UUID, expected *int64, p ViewPatch) (View, error)
	Remove(ctx context.Context, who Identity, id uuid.UUID) error
}
