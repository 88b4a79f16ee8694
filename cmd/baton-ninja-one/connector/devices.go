package connector

import (
	"context"
	"slices"
	"strconv"
	"strings"

	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/connectorbuilder"
	"github.com/conductorone/baton-sdk/pkg/types/entitlement"
	"github.com/conductorone/baton-sdk/pkg/types/grant"
	"github.com/conductorone/baton-sdk/pkg/types/resource"

	"coresync/cmd/baton-ninja-one/tenant"
)

// devices syncs managed devices and whom they are assigned to.
type devices struct{ *Connector }

var _ connectorbuilder.ResourceSyncerV2 = (*devices)(nil)

// ResourceType is device.
func (*devices) ResourceType(context.Context) *v2.ResourceType { return deviceType }

// List gives a page of devices.
func (s *devices) List(ctx context.Context, _ *v2.ResourceId, o resource.SyncOpAttrs) ([]*v2.Resource, *resource.SyncOpResults, error) {
	all, err := s.reading.devicesOf(ctx, o.SyncID)
	if err != nil {
		return nil, nil, err
	}
	return pageOf(all, o, deviceResource)
}

// deviceResource is a device in ConductorOne's words.
func deviceResource(d *tenant.Device) (*v2.Resource, error) {
	id := strconv.FormatInt(d.ID, 10)
	state := v2.ManagedDeviceTrait_MANAGEMENT_STATE_MANAGED
	if !d.Approved {
		state = v2.ManagedDeviceTrait_MANAGEMENT_STATE_PENDING
	}
	traits := []resource.ManagedDeviceTraitOption{
		resource.WithManagedDeviceSerial(d.Serial), resource.WithManagedDeviceModel(d.Model), resource.WithManagedDeviceVendor(d.Vendor),
		resource.WithManagedDeviceType(formFactor(d)), resource.WithManagedDeviceManagementState(state),
		resource.WithManagedDeviceOS(v2.DeviceOS_builder{Type: system(d.NodeClass), Name: d.OSName, Version: d.OSVersion, Build_: d.OSBuild}.Build()),
	}
	if !d.EnrolledAt.IsZero() {
		traits = append(traits, resource.WithManagedDeviceEnrolledAt(d.EnrolledAt))
	}
	profile := map[string]any{"device_id": id, "uid": d.UID, "node_class": d.NodeClass, "organization_id": strconv.FormatInt(d.OrganizationID, 10)}
	return steady(resource.NewManagedDeviceResource(d.Name, deviceType, id, traits,
		resource.WithResourceProfile(profile), resource.WithAnnotation(v2.RawId_builder{Id: id}.Build())))
}

// formFactor reads what a device is from its class and its chassis.
func formFactor(d *tenant.Device) v2.ManagedDeviceTrait_DeviceType {
	switch {
	case d.Virtual, strings.Contains(d.NodeClass, "VM_GUEST"), strings.HasSuffix(d.NodeClass, "VIRTUAL_MACHINE"):
		return v2.ManagedDeviceTrait_DEVICE_TYPE_VIRTUAL
	case strings.HasSuffix(d.NodeClass, "_SERVER"), strings.HasSuffix(d.NodeClass, "VM_HOST"), strings.HasSuffix(d.NodeClass, "VMM_HOST"):
		return v2.ManagedDeviceTrait_DEVICE_TYPE_SERVER
	case d.NodeClass == "APPLE_IPADOS":
		return v2.ManagedDeviceTrait_DEVICE_TYPE_TABLET
	case d.NodeClass == "APPLE_IOS", d.NodeClass == "ANDROID":
		return v2.ManagedDeviceTrait_DEVICE_TYPE_MOBILE
	case strings.EqualFold(d.Chassis, "LAPTOP"):
		return v2.ManagedDeviceTrait_DEVICE_TYPE_LAPTOP
	case strings.EqualFold(d.Chassis, "DESKTOP"), strings.HasSuffix(d.NodeClass, "_WORKSTATION"):
		return v2.ManagedDeviceTrait_DEVICE_TYPE_DESKTOP
	case d.NodeClass == "":
		return v2.ManagedDeviceTrait_DEVICE_TYPE_UNSPECIFIED
	}
	return v2.ManagedDeviceTrait_DEVICE_TYPE_OTHER
}

// system reads the family of the operating system from the class of the device.
func system(nodeClass string) v2.DeviceOS_OsType {
	switch {
	case strings.HasPrefix(nodeClass, "WINDOWS_"):
		return v2.DeviceOS_OS_TYPE_WINDOWS
	case strings.HasPrefix(nodeClass, "LINUX_"):
		return v2.DeviceOS_OS_TYPE_LINUX
	case strings.HasPrefix(nodeClass, "MAC"):
		return v2.DeviceOS_OS_TYPE_MACOS
	case nodeClass == "ANDROID":
		return v2.DeviceOS_OS_TYPE_ANDROID
	case nodeClass == "APPLE_IOS":
		return v2.DeviceOS_OS_TYPE_IOS
	case nodeClass == "APPLE_IPADOS":
		return v2.DeviceOS_OS_TYPE_IPADOS
	}
	return v2.DeviceOS_OS_TYPE_UNSPECIFIED
}

// Entitlements gives the one that a device has: that it is somebody's.
func (*devices) Entitlements(_ context.Context, r *v2.Resource, _ resource.SyncOpAttrs) ([]*v2.Entitlement, *resource.SyncOpResults, error) {
	return []*v2.Entitlement{entitlement.NewAssignmentEntitlement(r, assigned,
		entitlement.WithGrantableTo(userType), entitlement.WithDisplayName(r.GetDisplayName()+" assigned"),
	)}, next(""), nil
}

// Grants gives whom a device is assigned to. NinjaOne decides that, not ConductorOne.
func (s *devices) Grants(ctx context.Context, r *v2.Resource, o resource.SyncOpAttrs) ([]*v2.Grant, *resource.SyncOpResults, error) {
	all, err := s.reading.devicesOf(ctx, o.SyncID)
	if err != nil {
		return nil, nil, err
	}
	at := slices.IndexFunc(all, func(d tenant.Device) bool { return strconv.FormatInt(d.ID, 10) == r.GetId().GetResource() })
	var out []*v2.Grant
	if at >= 0 {
		for _, owner := range all[at].Owners {
			out = append(out, grant.NewGrant(r, assigned, userID(owner), grant.WithAnnotation(v2.GrantImmutable_builder{SourceId: "ninjaone"}.Build())))
		}
	}
	return out, next(""), nil
}
