package connector

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/annotations"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/structpb"

	"coresync/cmd/baton-ninja-one/tenant"
)

// accountForm is the form that ConductorOne shows for a new account.
func accountForm() *v2.ConnectorAccountCreationSchema {
	field := func(order int32, name, what, placeholder string, required bool) *v2.ConnectorAccountCreationSchema_Field {
		return v2.ConnectorAccountCreationSchema_Field_builder{DisplayName: name, Description: what, Placeholder: placeholder,
			Required: required, Order: order, StringField: &v2.ConnectorAccountCreationSchema_StringField{}}.Build()
	}
	flag := func(order int32, name, what string) *v2.ConnectorAccountCreationSchema_Field {
		return v2.ConnectorAccountCreationSchema_Field_builder{DisplayName: name, Description: what, Order: order,
			BoolField: &v2.ConnectorAccountCreationSchema_BoolField{}}.Build()
	}
	return v2.ConnectorAccountCreationSchema_builder{FieldMap: map[string]*v2.ConnectorAccountCreationSchema_Field{
		"email":              field(1, "E-mail", "Address that the invitation goes to, and by which the person signs in", "jane.doe@example.com", true),
		"first_name":         field(2, "First name", "1 to 150 characters", "Jane", true),
		"last_name":          field(3, "Last name", "1 to 150 characters", "Doe", true),
		"phone":              field(4, "Phone", "", "+15550100", false),
		"user_type":          field(5, "User type", "TECHNICIAN (default) or END_USER", tenant.Technician, false),
		"organization_id":    field(6, "Organization id", "NinjaOne's id of the organization of an end user", "42", false),
		"full_portal_access": flag(7, "Full portal access", "An end user sees all devices of the organization"),
		"send_invitation":    flag(8, "Send invitation", "Invite an end user by mail; technicians are always invited"),
	}}.Build()
}

// CreateAccountCapabilityDetails says that NinjaOne sets no password: whoever is
// invited chooses one.
func (*accounts) CreateAccountCapabilityDetails(context.Context) (*v2.CredentialDetailsAccountProvisioning, annotations.Annotations, error) {
	none := v2.CapabilityDetailCredentialOption_CAPABILITY_DETAIL_CREDENTIAL_OPTION_NO_PASSWORD
	return v2.CredentialDetailsAccountProvisioning_builder{
		SupportedCredentialOptions: []v2.CapabilityDetailCredentialOption{none}, PreferredCredentialOption: none,
	}.Build(), nil, nil
}

// CreateAccount makes an account (C1P-03). Who has one with that address already gets
// no second: a repeated request finds the first one's.
func (s *accounts) CreateAccount(ctx context.Context, info *v2.AccountInfo, _ *v2.LocalCredentialOptions) (
	connectorbuilder.CreateAccountResponse, []*v2.PlaintextData, annotations.Annotations, error) {
	n, err := wanted(info)
	if err != nil {
		return nil, nil, nil, err
	}
	all, err := s.tenant.Accounts(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	for i := range all {
		if strings.EqualFold(all[i].Email, n.Email) {
			r, err := accountResource(&all[i])
			return v2.CreateAccountResponse_AlreadyExistsResult_builder{Resource: r, IsCreateAccountResult: true}.Build(), nil, nil, err
		}
	}
	made, err := s.tenant.CreateAccount(ctx, n)
	if err != nil {
		return nil, nil, nil, err
	}
	r, err := accountResource(&made)
	return v2.CreateAccountResponse_SuccessResult_builder{Resource: r, IsCreateAccountResult: true}.Build(), nil, nil, err
}

// wanted reads the form, and reports all its faults together.
func wanted(info *v2.AccountInfo) (tenant.NewAccount, error) {
	p := info.GetProfile()
	n := tenant.NewAccount{
		Kind:      strings.ToUpper(cmp.Or(text(p, "user_type"), tenant.Technician)),
		FirstName: text(p, "first_name"), LastName: text(p, "last_name"), Phone: text(p, "phone"),
		Email: cmp.Or(primary(info), text(p, "email"), info.GetLogin()), FullPortal: yes(p, "full_portal_access"), Invite: yes(p, "send_invitation"),
	}
	var faults []string
	require := func(ok bool, fault string) {
		if !ok {
			faults = append(faults, fault)
		}
	}
	for name, value := range map[string]string{"first_name": n.FirstName, "last_name": n.LastName} {
		length := len([]rune(value))
		require(length >= 1 && length <= 150, fmt.Sprintf("%s: %d characters; NinjaOne wants 1 to 150", name, length))
	}
	require(strings.Contains(n.Email, "@"), fmt.Sprintf("email: %q is no address", n.Email))
	require(n.Kind == tenant.Technician || n.Kind == tenant.EndUser, fmt.Sprintf("user_type: %q is neither TECHNICIAN nor END_USER", n.Kind))
	if n.Kind == tenant.EndUser {
		id, err := strconv.ParseInt(text(p, "organization_id"), 10, 64)
		require(err == nil && id > 0, "organization_id: an end user belongs to an organization; give NinjaOne's id of it")
		n.OrganizationID = id
	}
	if len(faults) > 0 {
		return n, status.Errorf(codes.InvalidArgument, "create account: %s", strings.Join(faults, "; "))
	}
	return n, nil
}

// primary is the address that is marked as the primary one, or the first.
func primary(info *v2.AccountInfo) string {
	first := ""
	for _, e := range info.GetEmails() {
		if e.GetIsPrimary() {
			return strings.TrimSpace(e.GetAddress())
		}
		first = cmp.Or(first, strings.TrimSpace(e.GetAddress()))
	}
	return first
}

// text reads a field of the form as text; numbers are written as they are.
func text(p *structpb.Struct, name string) string {
	switch v := p.GetFields()[name].GetKind().(type) {
	case *structpb.Value_StringValue:
		return strings.TrimSpace(v.StringValue)
	case *structpb.Value_NumberValue:
		return strconv.FormatFloat(v.NumberValue, 'f', -1, 64)
	}
	return ""
}

// yes reads a field of the form that is ticked or not.
func yes(p *structpb.Struct, name string) bool {
	v := p.GetFields()[name]
	return v.GetBoolValue() || strings.EqualFold(v.GetStringValue(), "true")
}
