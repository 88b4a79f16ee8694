// Package scim answers SCIM 2.0 (RFC 7643 and 7644) below /scim/v2, so that identity
// providers such as Okta and Entra ID see and provision NinjaOne's accounts: Users are
// accounts, Groups are roles. Reading comes from the read model of access; a change is a
// request of the origin "scim" and goes the way of every other: approved where the
// connector's settings say so, then carried out once by a worker. The answer names the
// request and where it stands; see requestHeader.
//
// NinjaOne sets limits: roles are made and deleted in its console alone (501), and of an
// account nothing but its existence and its roles can be changed (400 "mutability").
package scim
