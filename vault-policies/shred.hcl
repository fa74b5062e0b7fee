# Ends old versions of a key for good: raises the oldest version that opens, deletes what is older. For a person, with
# a token that lives minutes; never for the service. It may neither delete a whole key nor make one deletable or
# exportable: of the key's configuration it may set the two oldest versions only.

path "transit/keys/hushkey-ASSISTANT" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-ASSISTANT/rotate" {
  capabilities = ["update"]
}

path "transit/keys/hushkey-ASSISTANT/config" {
  capabilities       = ["update"]
  allowed_parameters = {
    "min_decryption_version" = []
    "min_encryption_version" = []
  }
}

path "transit/keys/hushkey-ASSISTANT/trim" {
  capabilities = ["update"]
}

path "transit/keys/hushkey-signing" {
  capabilities = ["read"]
}

path "transit/keys/hushkey-signing/config" {
  capabilities       = ["update"]
  allowed_parameters = {
    "min_decryption_version" = []
    "min_encryption_version" = []
  }
}

path "transit/keys/hushkey-signing/trim" {
  capabilities = ["update"]
}

path "auth/token/lookup-self" {
  capabilities = ["read"]
}
