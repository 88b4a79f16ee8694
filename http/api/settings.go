package api

import (
	"context"

	"github.com/google/uuid"
)

// Workspace is what a tenant has set for itself.
type Workspace struct {
	Name     string `json:"name"`
	Timezone string `json:"timezone"` // IANA name
	Version  int64  `json:"version"`
}

// WorkspacePatch changes what is not nil.
type WorkspacePatch struct {
	Name     *string `json:"name"`
	Timezone *string `json:"timezone"`
}

// Settings keeps the settings of workspaces. They are no part of the log: nothing
// is derived from them. Implementation: coresync/http/setting.
type Settings interface {
	Get(ctx context.Context, tenant uuid.UUID) (Workspace, error)
	// Update answers domain.CodeConflict with reason version_conflict where the
	// version is not expected (nil: any).
	Update(ctx context.Context, tenant uuid.UUID, actor string, expected *int64, p WorkspacePatch) (Workspace, error)
}
