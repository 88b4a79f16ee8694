package scim

import (
	"net/http"
	"strings"
)

// The schemas of what is answered.
const (
	userSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	groupSchema      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	enterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
)

// discover answers what the server can (RFC 7644 §4).
func discover(w http.ResponseWriter, r *Request, what, id string) error {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return wrongMethod(w, "GET")
	}
	if r.URL.Query().Get("filter") != "" {
		return &Fault{Status: http.StatusForbidden, Detail: "These take no filter."} // RFC 7644 §4
	}
	var all []resource
	switch what {
	case "serviceproviderconfig":
		return write(w, http.StatusOK, providerConfig(r.base))
	case "resourcetypes":
		all = resourceTypes(r.base)
	case "schemas":
		all = schemas(r.base)
	}
	if id == "" {
		return write(w, http.StatusOK, resource{
			"schemas": []string{listSchema}, "totalResults": len(all), "startIndex": 1, "itemsPerPage": len(all), "Resources": all,
		})
	}
	for _, v := range all {
		if strings.EqualFold(v["id"].(string), id) {
			return write(w, http.StatusOK, v)
		}
	}
	return notFound("This", id)
}

func providerConfig(base string) resource {
	no := resource{"supported": false}
	return resource{
		"schemas":        []string{"urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"},
		"patch":          resource{"supported": true},
		"bulk":           resource{"supported": false, "maxOperations": 0, "maxPayloadSize": 0},
		"filter":         resource{"supported": true, "maxResults": mostListed},
		"changePassword": no, "sort": no, "etag": resource{"supported": true},
		"authenticationSchemes": []resource{{
			"type": "oauthbearertoken", "name": "API token", "primary": true,
			"description": "An API token of Coresync as Bearer (RFC 6750). access:view reads, access:manage writes.",
		}},
		"meta": resource{"resourceType": "ServiceProviderConfig", "location": base + "/ServiceProviderConfig"},
	}
}

func resourceTypes(base string) []resource {
	kind := func(name, endpoint, description, schema string, extensions []resource) resource {
		return resource{
			"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:ResourceType"}, "id": name, "name": name, "endpoint": endpoint,
			"description": description, "schema": schema, "schemaExtensions": extensions,
			"meta": resource{"resourceType": "ResourceType", "location": base + "/ResourceTypes/" + name},
		}
	}
	optional := func(schema string) resource { return resource{"schema": schema, "required": false} }
	return []resource{
		kind("User", "/Users", "Technicians and end users of NinjaOne", userSchema, []resource{optional(enterpriseSchema)}),
		kind("Group", "/Groups", "Roles of NinjaOne", groupSchema, []resource{}),
	}
}

// schemas declare what is answered and nothing more: clients try what is declared.
func schemas(base string) []resource {
	reference := attribute("$ref", "reference", "readOnly", "Its address")
	reference["referenceTypes"] = []string{"User", "Group"}
	emails := attribute("emails", "complex", "readWrite", "The addresses that the client knows. The account is made with the primary one, where userName is none, and keeps that",
		required(attribute("value", "string", "readWrite", "The address")), attribute("type", "string", "readWrite", "Such as work"),
		attribute("primary", "boolean", "readWrite", "The one that counts"))
	phones := attribute("phoneNumbers", "complex", "readWrite", "The numbers that the client knows. The account is made with the first, and keeps that",
		required(attribute("value", "string", "readWrite", "The number")), attribute("type", "string", "readWrite", "Such as work"),
		attribute("primary", "boolean", "readWrite", "The one that counts"))
	groups := attribute("groups", "complex", "readOnly", "The roles; change them at the groups",
		attribute("value", "string", "readOnly", "Id of the role"), reference, attribute("display", "string", "readOnly", "Its name"),
		attribute("type", "string", "readOnly", "direct"))
	members := attribute("members", "complex", "readWrite", "Who has the role",
		attribute("value", "string", "immutable", "Id of the user"), reference, attribute("display", "string", "readOnly", "The name"),
		attribute("type", "string", "immutable", "User"))
	for _, list := range []resource{emails, phones, groups, members} {
		list["multiValued"] = true
	}
	required(emails)
	userName := required(attribute("userName", "string", "immutable", "The name that the client signs the person in by, which may be the e-mail address"))
	userName["uniqueness"] = "server"
	userType := attribute("userType", "string", "immutable", "TECHNICIAN, which is meant if left out, or END_USER, who needs an organization")
	userType["canonicalValues"] = []string{technician}
	externalID := attribute("externalId", "string", "readWrite", "What the client calls the user")
	externalID["caseExact"] = true
	return []resource{
		schema(base, userSchema, "User", userName, externalID,
			required(attribute("name", "complex", "immutable", "The person's name", required(attribute("givenName", "string", "immutable", "First name")),
				required(attribute("familyName", "string", "immutable", "Last name")), attribute("formatted", "string", "readOnly", "Both"))),
			attribute("displayName", "string", "readWrite", "The name to show: first and last name, unless the client says another"),
			userType, emails, phones, groups,
			required(attribute("active", "boolean", "readWrite", "false asks to delete the account: NinjaOne can't disable one. true asks to make it, also again"))),
		schema(base, groupSchema, "Group", attribute("displayName", "string", "readOnly", "The role's name"), members),
		schema(base, enterpriseSchema, "EnterpriseUser",
			attribute("organization", "string", "readWrite", "Of an end user the id of its organization in NinjaOne, which stays; of a technician what the client says")),
	}
}

func schema(base, id, name string, attributes ...resource) resource {
	return resource{
		"schemas": []string{"urn:ietf:params:scim:schemas:core:2.0:Schema"}, "id": id, "name": name, "description": name,
		"attributes": attributes, "meta": resource{"resourceType": "Schema", "location": base + "/Schemas/" + id},
	}
}

func required(a resource) resource {
	a["required"] = true
	return a
}

func attribute(name, kind, mutability, description string, parts ...resource) resource {
	a := resource{
		"name": name, "type": kind, "mutability": mutability, "description": description, "multiValued": false,
		"required": false, "caseExact": false, "returned": "default", "uniqueness": "none",
	}
	if len(parts) > 0 {
		a["subAttributes"] = parts
	}
	return a
}
