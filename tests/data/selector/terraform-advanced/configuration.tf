resource "aws_cloudtrail" "this" {
  name                  = "trail"
  is_multi_region_trail = true

  advanced_event_selector {
    name = "objects of one bucket"

    field_selector {
      field  = "eventCategory"
      equals = ["Data"]
    }
    field_selector {
      field  = "resources.type"
      equals = ["AWS::S3::Object"]
    }
    field_selector {
      field           = "resources.ARN"
      not_starts_with = ["arn:aws:s3:::b/"]
    }
  }
}
