package access

import (
	"errors"

	"coresync/domain"
)

func faultsOf(err error) (pointers []string) {
	var invalid *domain.Error
	if errors.As(err, &invalid) {
		for _, f := range invalid.Fields {
			pointers = append(pointers, f.Pointer)
		}
	}
	return pointers
}
