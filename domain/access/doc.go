// Package access holds what people decide about accounts and roles in NinjaOne: whose an
// account is, how a connection's access is governed, and requests to change it. Pure.
package access
