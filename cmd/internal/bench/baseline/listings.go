package baseline

import (
	"strings"

	"github.com/goccy/go-json"
)

type organization struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
	Approval    string `json:"nodeApprovalMode"`
}

type location struct {
	ID             int64  `json:"id"`
	OrganizationID int64  `json:"organizationId"`
	Name           string `json:"name"`
	Address        string `json:"address"`
	Description    string `json:"description"`
}

type user struct {
	ID             int64    `json:"id"`
	UID            string   `json:"uid"`
	FirstName      string   `json:"firstName"`
	LastName       string   `json:"lastName"`
	Email          string   `json:"email"`
	Phone          string   `json:"phone"`
	Enabled        bool     `json:"enabled"`
	Administrator  bool     `json:"administrator"`
	PermitAll      bool     `json:"permitAllClients"`
	NotifyAll      bool     `json:"notifyAllClients"`
	MustChange     bool     `json:"mustChangePw"`
	MFA            bool     `json:"mfaConfigured"`
	UserType       string   `json:"userType"`
	Invitation     string   `json:"invitationStatus"`
	OrganizationID int64    `json:"organizationId"`
	DeviceIDs      []int64  `json:"deviceIds"`
	Assigned       []int64  `json:"assignedDeviceIds"`
	Roles          []string `json:"roles"`
	JobTitle       string   `json:"jobTitle"` // of contacts
}

type role struct {
	ID          int64  `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description"`
}

type logons struct {
	Results []struct {
		DeviceID  int64   `json:"deviceId"`
		UserName  string  `json:"userName"`
		LogonTime float64 `json:"logonTime"`
	} `json:"results"`
	Cursor struct {
		Name   string `json:"name"`
		Offset int64  `json:"offset"`
		Count  int64  `json:"count"`
	} `json:"cursor"`
}

// decode makes structs of a page and tells how many.
func decode(path string, body []byte) (int, error) {
	path, _, _ = strings.Cut(path, "?")
	switch {
	case strings.HasSuffix(path, "/devices-detailed"):
		return decodeRows[device](body)
	case strings.HasSuffix(path, "/organizations"), strings.HasSuffix(path, "/organizations-detailed"):
		return decodeRows[organization](body)
	case strings.HasSuffix(path, "/locations"):
		return decodeRows[location](body)
	case strings.HasSuffix(path, "/logged-on-users"):
		var page logons
		err := json.Unmarshal(body, &page)
		return len(page.Results), err
	case strings.HasSuffix(path, "/roles"):
		return decodeRows[role](body)
	}
	return decodeRows[user](body)
}

func decodeRows[T any](body []byte) (int, error) {
	var rows []T
	err := json.Unmarshal(body, &rows)
	return len(rows), err
}
