resource "aws_cloudtrail_event_data_store" "this" {
  name = "store"
  advanced_event_selector {
    field_selector {
      field  = "eventCategory"
      equals = ["Management"]
    }
    field_selector {
      field      = "userIdentity.arn"
      ends_with  = ["/session-1"]
    }
  }
}
