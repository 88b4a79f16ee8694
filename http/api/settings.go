package api

import (
	"context"

	"coresync/domain"

	"github.com/google/uuid"
	"golang.org/x/text/currency"
)

// Workspace is what a tenant has set for itself.
type Workspace struct {
	Name     string `json:"name"`
	Timezone string `json:"timezone"` // IANA name
	// Currency is what costs are counted in, as ISO 4217 has it; empty: nobody said.
	Currency string `json:"currency"`
	Version  int64  `json:"version"`
}

// WorkspacePatch changes what is not nil.
type WorkspacePatch struct {
	Name     *string `json:"name"`
	Timezone *string `json:"timezone"`
	Currency *string `json:"currency"`
}

// Settings keeps the settings of workspaces. They are no part of the log: nothing
// is derived from them. Implementation: coresync/http/setting.
type Settings interface {
	Get(ctx context.Context, tenant uuid.UUID) (Workspace, error)
	// Update answers domain.CodeConflict with reason version_conflict where the
	// version is not expected (nil: any).
	Update(ctx context.Context, tenant uuid.UUID, actor string, expected *int64, p WorkspacePatch) (Workspace, error)
}

// CheckCurrency finds what is wrong with a currency.
func CheckCurrency(code string) []domain.Fault {
	if code == "" {
		return nil
	}
	if unit, err := currency.ParseISO(code); err != nil || unit.String() != code {
		return []domain.Fault{{Pointer: "/currency", Code: "currency", Message: "Write a currency as ISO 4217 has it, such as EUR or USD."}}
	}
	return nil
}

// Money writes an amount in a currency; without one, the number alone.
func Money(amount, currency string) string {
	if currency == "" {
		return amount
	}
	return amount + "\u00a0" + currency
}
