package connector

import (
	v2 "github.com/conductorone/baton-sdk/pb/c1/connector/v2"
	"github.com/conductorone/baton-sdk/pkg/annotations"
)

// The kinds of resources.
var (
	userType = v2.ResourceType_builder{
		Id: "user", DisplayName: "User", Description: "A technician or an end user of NinjaOne",
		Traits:      []v2.ResourceType_Trait{v2.ResourceType_TRAIT_USER},
		Annotations: annotations.New(&v2.SkipEntitlementsAndGrants{}),
	}.Build()
	roleType = v2.ResourceType_builder{
		Id: "role", DisplayName: "Role", Description: "A role of technicians or of end users",
		Traits: []v2.ResourceType_Trait{v2.ResourceType_TRAIT_ROLE},
	}.Build()
	deviceType = v2.ResourceType_builder{
		Id: "device", DisplayName: "Device", Description: "A device that NinjaOne manages",
		Traits: []v2.ResourceType_Trait{v2.ResourceType_TRAIT_MANAGED_DEVICE},
	}.Build()
)

// assigned is the slug of each entitlement: that a role, or a device, is somebody's.
const assigned = "assigned"
