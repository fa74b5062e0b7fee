# What setting up needs (`./hushkey vault provision`), run by a person or a pipeline, never by the service: mounts,
# keys, the policies beside this one, and the machine accounts. It may use no key. (Who writes policies can grant
# themselves more: keep this token out of reach.) It cannot write its own policy: that is done once, by whoever set up
# Vault.

path "sys/mounts" {
  capabilities = ["read"]
}

path "sys/mounts/transit" {
  capabilities = ["create", "read", "update"]
}

path "sys/auth" {
  capabilities = ["read"]
}

path "sys/auth/approle" {
  capabilities = ["create", "read", "update", "sudo"]
}

# No `delete`, and of `/config` the schedule of rotation only: nobody here can lose a key, or make one deletable. Nor
# can a key be made that gives itself away: exportable, convergent, or with a plain-text backup.
path "transit/keys/hushkey-ASSISTANT" {
  capabilities       = ["create", "read", "update"]
  allowed_parameters = {
    "type"       = ["aes256-gcm96"]
    "derived"    = [true]
    "exportable" = [false]
  }
}

path "transit/keys/hushkey-ASSISTANT/config" {
  capabilities       = ["update"]
  allowed_parameters = {
    "auto_rotate_period" = []
  }
}

path "transit/keys/hushkey-signing" {
  capabilities       = ["create", "read", "update"]
  allowed_parameters = {
    "type"       = ["aes256-gcm96"]
    "derived"    = [true]
    "exportable" = [false]
  }
}

path "transit/keys/hushkey-signing/config" {
  capabilities       = ["update"]
  allowed_parameters = {
    "auto_rotate_period" = []
  }
}

path "sys/policies/acl/hushkey-serve" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-rotate" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-shred" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-seal" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-inspect" {
  capabilities = ["create", "read", "update"]
}

path "sys/policies/acl/hushkey-provision" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-serve" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/hushkey-serve/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-serve/secret-id" {
  capabilities = ["create", "update"]
}

path "auth/approle/role/hushkey-rotate" {
  capabilities = ["create", "read", "update"]
}

path "auth/approle/role/hushkey-rotate/role-id" {
  capabilities = ["read"]
}

path "auth/approle/role/hushkey-rotate/secret-id" {
  capabilities = ["create", "update"]
}

# Not its configuration: whoever names the API server that reviews tokens can log in as anybody.
path "auth/kubernetes/config" {
  capabilities = ["read"]
}

path "auth/kubernetes/role/hushkey-serve" {
  capabilities = ["create", "read", "update"]
}

path "auth/kubernetes/role/hushkey-rotate" {
  capabilities = ["create", "read", "update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}

path "auth/token/renew-self" {
  capabilities = ["update"]
}
