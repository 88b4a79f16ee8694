package asset

import (
	"strconv"
	"time"

	rule "coresync/domain/asset"

	"github.com/google/uuid"
)

// column of a row that another source than its own record may give.
type accessor struct {
	get func(*Row) string
	set func(*Row, string)
}

func text[S ~string](field func(*Row) *S) accessor {
	return accessor{
		get: func(r *Row) string { return string(*field(r)) },
		set: func(r *Row, v string) { *field(r) = S(v) },
	}
}

func id(field func(*Row) *uuid.UUID) accessor {
	return accessor{
		get: func(r *Row) string {
			if *field(r) == uuid.Nil {
				return ""
			}
			return field(r).String()
		},
		set: func(r *Row, v string) { *field(r), _ = uuid.Parse(v) }, // "" and what is none: the zero one
	}
}

func dateOf(field func(*Row) *time.Time) accessor {
	return accessor{
		get: func(r *Row) string {
			if field(r).IsZero() {
				return ""
			}
			return field(r).Format(time.DateOnly)
		},
		set: func(r *Row, v string) { *field(r), _ = time.Parse(time.DateOnly, v) }, // "" and what is none: the zero one
	}
}

// accessors of the fields that people may set.
var accessors = map[rule.Field]accessor{
	rule.FieldName:         text(func(r *Row) *string { return &r.Name }),
	rule.FieldManufacturer: text(func(r *Row) *string { return &r.Manufacturer }),
	rule.FieldModel:        text(func(r *Row) *string { return &r.Model }),
	rule.FieldSerial:       text(func(r *Row) *string { return &r.Serial }),
	rule.FieldCategory:     text(func(r *Row) *rule.Category { return &r.Category }),
	rule.FieldStatus:       text(func(r *Row) *rule.Status { return &r.StatusSet }),
	rule.FieldNotes:        text(func(r *Row) *string { return &r.Notes }),
	rule.FieldCustomer:     id(func(r *Row) *uuid.UUID { return &r.Customer }),
	rule.FieldPurchased:    dateOf(func(r *Row) *time.Time { return &r.PurchasedOn }),
	rule.FieldWarrantyEnd:  dateOf(func(r *Row) *time.Time { return &r.WarrantyEnd }),
}

// inherited are columns that the row which shows an asset has from its oldest
// records; nobody sets them as fields.
var inherited = map[rule.Field]accessor{
	"external_id":      text(func(r *Row) *string { return &r.ExternalID }),
	fieldWarrantyStart: dateOf(func(r *Row) *time.Time { return &r.WarrantyStart }),
	"contact":          id(func(r *Row) *uuid.UUID { return &r.Contact }),
	"contact_position": {
		get: func(r *Row) string { return strconv.FormatInt(r.ContactPosition, 10) },
		set: func(r *Row, v string) { r.ContactPosition, _ = strconv.ParseInt(v, 10, 64) }, // written by get
	},
	"first_seen_at": {
		get: func(r *Row) string {
			if r.FirstSeenAt.IsZero() {
				return ""
			}
			return r.FirstSeenAt.Format(time.RFC3339Nano)
		},
		set: func(r *Row, v string) { r.FirstSeenAt, _ = time.Parse(time.RFC3339Nano, v) }, // written by get
	},
}
