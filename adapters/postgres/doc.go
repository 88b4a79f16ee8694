// Package postgres gives the program its database: connection pools under one of the roles, and a private server for a
// data folder when no other database is named.
package postgres
