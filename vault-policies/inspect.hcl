# For whoever compares and changes nothing: `./hushkey vault provision --dry-run` in a pipeline, and `./hushkey doctor`.
# Reads how the mounts, keys, policies and log-ins are set, and can use, change or read out none of them.

path "sys/mounts" {
  capabilities = ["read"]
}

path "sys/auth" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-ASSISTANT" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-signing" {
  capabilities = ["read"]
}

path "sys/policies/acl/hushkey-serve" {
  capabilities = ["read"]
}

path "sys/policies/acl/hushkey-rotate" {
  capabilities = ["read"]
}

path "sys/policies/acl/hushkey-shred" {
  capabilities = ["read"]
}

path "sys/policies/acl/hushkey-seal" {
  capabilities = ["read"]
}

path "sys/policies/acl/hushkey-inspect" {
  capabilities = ["read"]
}

path "sys/policies/acl/hushkey-provision" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-serve" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-rotate" {
  capabilities = ["read"]
}

path "auth/kubernetes/config" {
  capabilities = ["read"]
}

path "auth/kubernetes/role/hushkey-serve" {
  capabilities = ["read"]
}

path "auth/kubernetes/role/hushkey-rotate" {
  capabilities = ["read"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
