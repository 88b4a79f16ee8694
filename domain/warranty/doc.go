// Package warranty weighs the entitlements that an asset has: several, each with its
// source and its days, of which one decides until when the asset is covered
// (beyond.md rank 23). Pure.
package warranty
